-- Requests to cancel, in the order of time.
SELECT
  at, task, coalesce(task_name, (SELECT label FROM tasks WHERE id = cancellations.task)) AS task_name, by_task,
  (SELECT label FROM tasks WHERE id = cancellations.by_task) AS by_name,
  cause, delivered_at, ended_at, outcome, function, file, line, count(*) OVER () AS total_rows
FROM cancellations
ORDER BY at
LIMIT :limit;
