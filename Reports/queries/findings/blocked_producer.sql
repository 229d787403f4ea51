-- Queues at which somebody waited for room at the end, since when, and when something was last got from each.
WITH waiting AS (
  SELECT
    open_steps.object AS queue, count(*) AS tasks, min(open_steps.since) AS since, tasks.id AS task,
    tasks.label AS task_name, sites.function, sites.file, sites.line
  FROM open_steps
  JOIN tasks ON tasks.id = open_steps.task
  LEFT JOIN sites ON sites.id = open_steps.site
  WHERE open_steps.state = 'waiting' AND open_steps.reason = 'queue_put'
  GROUP BY open_steps.object
)
SELECT
  waiting.queue, waiting.tasks, waiting.since, waiting.task, waiting.task_name, waiting.function, waiting.file,
  waiting.line, (SELECT name FROM objects WHERE id = waiting.queue) AS name
FROM waiting
WHERE :now - waiting.since >= :threshold
ORDER BY waiting.since
LIMIT :limit;
