-- Tasks that were still there when the trace was closed, by name; what the oldest was waiting for.
WITH waiting AS MATERIALIZED (
  SELECT
    task, since AS at, reason, function, file, line,
    CASE
      WHEN reason IN ('task', 'async_let') THEN (SELECT label FROM tasks WHERE id = open_steps.object)
      WHEN reason NOT IN ('unknown', 'continuation', 'group', 'sleep', 'yield', 'stream') THEN
        (SELECT name FROM objects WHERE id = open_steps.object)
    END AS object_name
  FROM open_steps
  LEFT JOIN sites ON sites.id = open_steps.site
  WHERE state = 'waiting'
)
SELECT
  tasks.label, count(*) AS count, min(coalesce(tasks.created, 0)) AS created, tasks.id AS task,
  waiting.at AS waiting_since, waiting.reason, waiting.object_name,
  coalesce(waiting.function, tasks.function) AS function,
  iif(waiting.function IS NULL, tasks.file, waiting.file) AS file,
  iif(waiting.function IS NULL, tasks.line, waiting.line) AS line,
  :now AS now
FROM tasks
LEFT JOIN waiting ON waiting.task = tasks.id
WHERE tasks.ended IS NULL
  AND tasks.kind NOT IN ('preexisting', 'loop')
  AND (SELECT state FROM trace) IN ('closed', 'recovered')
GROUP BY tasks.label
ORDER BY count(*) DESC, tasks.label
LIMIT :limit;
