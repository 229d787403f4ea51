-- The time of all tasks together.
SELECT
  coalesce(sum(run_ns), 0) AS run_ns, coalesce(sum(ready_ns), 0) AS ready_ns,
  coalesce(sum(wait_ns), 0) AS wait_ns, coalesce(sum(outcome = 'ok'), 0) AS ok
FROM tasks;
