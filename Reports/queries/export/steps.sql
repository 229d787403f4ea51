-- Every step, and every callback that is none (with its kind), in the order of time and in the numbers of their tables.
SELECT
  ended, run_ns, task, thread, ready_ns, wait_ns, reason, object, site, waker, waker_thread, NULL AS kind
FROM step
UNION ALL
SELECT ended, run_ns, task, thread, NULL, NULL, NULL, object, site, NULL, NULL, kind
FROM callback
ORDER BY ended;
