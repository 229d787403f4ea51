-- What was counted over the whole run is not what there are rows of and what was dropped of them, together.
WITH
gone AS (SELECT text AS what, n FROM name JOIN dropped ON dropped.what = name.id WHERE domain = 'detail'),
rate_sums AS (
  SELECT
    sum(steps) AS steps, sum(tasks_ended) AS tasks_ended, sum(tasks_failed) AS tasks_failed,
    sum(tasks_cancelled) AS tasks_cancelled, sum(callbacks) AS callbacks, sum(slow_callbacks) AS slow_callbacks,
    sum(queue_puts + queue_gets) AS queue_operations
  FROM rate
),
counted(place, what, n, total) AS (
  SELECT 'rate.steps', 'step', (SELECT count(*) FROM step), steps FROM rate_sums
  UNION ALL
  SELECT 'rate.tasks_ended', 'task', (SELECT count(*) FROM task WHERE ended IS NOT NULL), tasks_ended FROM rate_sums
  UNION ALL
  SELECT 'task_total.ended', 'task', (SELECT count(*) FROM task WHERE ended IS NOT NULL), (SELECT sum(ended) FROM task_total)
  UNION ALL
  SELECT 'rate.tasks_failed', 'task_failed', (SELECT count(*) FROM task WHERE outcome = 1), tasks_failed FROM rate_sums
  UNION ALL
  SELECT 'rate.tasks_cancelled', 'task_cancelled', (SELECT count(*) FROM task WHERE outcome = 2), tasks_cancelled
  FROM rate_sums
  UNION ALL
  SELECT 'rate.callbacks', 'callback', (SELECT count(*) FROM callback), callbacks FROM rate_sums
  UNION ALL
  SELECT 'rate.slow_callbacks', 'slow_callback', (SELECT count(*) FROM slow_callback), slow_callbacks FROM rate_sums
  UNION ALL
  SELECT 'rate.queue_puts', 'queue_operation', (SELECT count(*) FROM queue_op), queue_operations FROM rate_sums
  UNION ALL
  SELECT 'queue_total.puts', 'queue_operation', (SELECT count(*) FROM queue_op), (SELECT sum(puts + gets) FROM queue_total)
)
SELECT counted.place, counted.total, counted.n AS rows, gone.n AS dropped
FROM counted
LEFT JOIN gone ON gone.what = counted.what
WHERE coalesce(counted.total, 0) <> counted.n + coalesce(gone.n, 0)
  AND EXISTS (SELECT 1 FROM rate)
LIMIT :limit;
