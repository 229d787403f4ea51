-- Every step, and every callback that is none (with its kind), that ran between :from and :to: in the order of time and
-- in the numbers of their tables.
SELECT
  ended, run_ns, task, thread, ready_ns, wait_ns, reason, object, site, waker, waker_thread, NULL AS kind
FROM step
WHERE ended >= :from AND ended - run_ns <= :to
UNION ALL
SELECT ended, run_ns, task, thread, NULL, NULL, NULL, object, site, NULL, NULL, kind
FROM callback
WHERE ended >= :from AND ended - run_ns <= :to
ORDER BY ended;
