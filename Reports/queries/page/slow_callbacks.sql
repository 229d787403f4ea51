-- Slow callbacks one by one, the longest first.
SELECT
  at, duration_ns, threshold_ns, task, coalesce(task_name, (SELECT label FROM tasks WHERE id = slow_callbacks.task)) AS task_name,
  function, file, line, message, count(*) OVER () AS total_rows
FROM slow_callbacks
ORDER BY duration_ns DESC, at
LIMIT :limit;
