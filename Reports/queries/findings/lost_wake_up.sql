-- Tasks that waited at the end for a condition or an event that was told before, and woke nobody; by object.
WITH waiting AS (
  SELECT
    open_steps.object, count(*) AS tasks, min(open_steps.since) AS since, tasks.id AS task,
    tasks.label AS task_name, open_steps.reason, sites.function, sites.file, sites.line
  FROM open_steps
  JOIN tasks ON tasks.id = open_steps.task
  LEFT JOIN sites ON sites.id = open_steps.site
  WHERE open_steps.state = 'waiting' AND open_steps.reason IN ('condition', 'event')
  GROUP BY open_steps.object
),
told AS (
  SELECT object, max(at) AS at, value, function, file, line
  FROM marks
  WHERE kind IN ('condition_notify', 'event_set') AND object IN (SELECT object FROM waiting)
  GROUP BY object
)
SELECT
  waiting.object, (SELECT name FROM objects WHERE id = waiting.object) AS name, waiting.tasks, waiting.since,
  waiting.task, waiting.task_name, waiting.reason, waiting.function, waiting.file, waiting.line,
  told.at AS told_at, told.function AS by_function, told.file AS by_file, told.line AS by_line
FROM waiting
JOIN told ON told.object = waiting.object
WHERE told.value = 0
  AND told.at <= waiting.since
  AND :now - waiting.since >= :threshold
ORDER BY waiting.since
LIMIT :limit;
