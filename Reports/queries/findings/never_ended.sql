-- Tasks that were still there when the trace was closed, by name; what the oldest was waiting for.
WITH waiting AS MATERIALIZED (
  SELECT task, at, reason, object_name, function, file, line
  FROM awaits
  WHERE duration_ns IS NULL
)
SELECT
  tasks.label, count(*) AS count, min(coalesce(tasks.created, 0)) AS created, tasks.id AS task,
  waiting.at AS waiting_since, waiting.reason, waiting.object_name,
  coalesce(waiting.function, tasks.function) AS function,
  iif(waiting.function IS NULL, tasks.file, waiting.file) AS file,
  iif(waiting.function IS NULL, tasks.line, waiting.line) AS line,
  (SELECT duration_ns FROM trace) AS now
FROM tasks
LEFT JOIN waiting ON waiting.task = tasks.id
WHERE tasks.outcome = 'alive'
  AND tasks.kind NOT IN ('preexisting', 'loop')
  AND (SELECT state FROM trace) IN ('closed', 'recovered')
GROUP BY tasks.label
ORDER BY count(*) DESC, tasks.label
LIMIT :limit;
