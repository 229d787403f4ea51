-- What a living task was doing when the trace ended, in the numbers of its table.
SELECT state, since, thread, reason, object, site, waker, waker_thread, wait_ns, ready_ns
FROM open_task
WHERE task = :task;
