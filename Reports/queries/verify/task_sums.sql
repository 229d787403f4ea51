-- The sums in a task differ from those of its steps, though it lived while details were kept.
WITH sums AS (
  SELECT
    task, count(*) AS steps, sum(run_ns) AS run_ns, total(ready_ns) AS ready_ns, total(wait_ns) AS wait_ns
  FROM step
  GROUP BY task
)
SELECT
  task.id AS task, task.steps, sums.steps AS counted, task.run_ns, sums.run_ns AS run_summed, task.ready_ns,
  CAST(sums.ready_ns AS INTEGER) AS ready_summed, task.wait_ns, CAST(sums.wait_ns AS INTEGER) AS wait_summed
FROM task
LEFT JOIN sums ON sums.task = task.id
WHERE (
    task.steps <> ifnull(sums.steps, 0)
    OR task.run_ns <> ifnull(sums.run_ns, 0)
    OR task.ready_ns <> ifnull(sums.ready_ns, 0)
    OR task.wait_ns <> ifnull(sums.wait_ns, 0)
  )
  AND EXISTS (
    SELECT 1 FROM kept_windows AS kept
    WHERE kept.first <= ifnull(task.created, 0) AND (kept.last IS NULL OR task.ended <= kept.last)
  )
LIMIT :limit;
