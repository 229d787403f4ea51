-- Every wait before a run between :from and :to that a task has ended: who was woken, by whom, when, from what.
SELECT task, waker, ended - run_ns - coalesce(ready_ns, 0) AS at, reason
FROM step
WHERE waker IS NOT NULL AND wait_ns IS NOT NULL AND ended >= :from AND ended - run_ns <= :to
ORDER BY ended;
