-- What each living task was doing when the trace ended, in the numbers of its table.
SELECT task, state, since, thread, wait_ns, ready_ns, reason, object, site, waker, waker_thread
FROM open_task
ORDER BY task;
