-- Every step in the order of time, in the numbers of its table: to be gone through once.
SELECT ended, run_ns, task, thread, ready_ns, wait_ns, reason, site, object, waker, stack
FROM step
ORDER BY ended;
