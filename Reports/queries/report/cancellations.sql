-- Requests to cancel, in the order of time.
SELECT
  at, task, coalesce(task_name, (SELECT label FROM tasks WHERE id = cancellations.task)) AS label, by_task,
  cause, delivered_at, ended_at, duration_ns, outcome, function, file, line, count(*) OVER () AS total_rows
FROM cancellations
ORDER BY at
LIMIT :limit;
