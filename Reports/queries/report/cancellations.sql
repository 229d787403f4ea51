-- Requests to cancel tasks, and futures that were cancelled, in the order of time. A task's own future, which has
-- the task's name, is cancelled with it and left out.
WITH requests AS (
  SELECT
    at, task, NULL AS object, coalesce(task_name, (SELECT label FROM tasks WHERE id = cancellations.task)) AS label,
    by_task, cause, delivered_at, ended_at, duration_ns, outcome, function, file, line
  FROM cancellations
  UNION ALL
  SELECT
    at, NULL, object, coalesce(object_name, 'future ' || object), task, 'direct', NULL, NULL, NULL, 'cancelled',
    function, file, line
  FROM marks
  WHERE kind = 'future_cancel'
    AND object_name IS NOT task_name
)
SELECT
  at, task, object, label, by_task, coalesce((SELECT name FROM tasks WHERE id = requests.by_task), by_task) AS by_name,
  cause, delivered_at, ended_at, duration_ns, outcome, function, file, line, count(*) OVER () AS total_rows
FROM requests
ORDER BY at
LIMIT :limit;
