-- A living task has no state, or its state began before its last run had ended; or a wait of it has no beginning.
WITH last AS (
  SELECT task, max(ended) AS ended
  FROM step
  WHERE task IN (SELECT id FROM task WHERE ended IS NULL)
  GROUP BY task
)
SELECT task.id AS task, open_task.state, open_task.since, last.ended AS last_ended
FROM task
LEFT JOIN open_task ON open_task.task = task.id
LEFT JOIN last ON last.task = task.id
WHERE task.ended IS NULL
  AND (
    open_task.task IS NULL
    OR open_task.since < task.created
    OR open_task.since < last.ended - 1000
    OR open_task.state = 4 AND open_task.wait_ns IS NOT NULL
  )
LIMIT :limit;
