-- The last step of a task that ended at a time or later, and before another.
SELECT ended, run_ns, thread, ready_ns, wait_ns, reason, object, site, waker, waker_thread
FROM step
WHERE ended >= :from AND ended < :before AND task = :task
ORDER BY ended DESC
LIMIT 1;
