-- What each living task was doing when the trace ended, if it did that before :to, in the numbers of its table.
SELECT task, state, since, thread, wait_ns, ready_ns, reason, object, site, waker, waker_thread
FROM open_task
WHERE since <= :to
ORDER BY task;
