-- Waits for a continuation that were not over at the end, by place; and how long the others there took.
WITH open AS (
  SELECT
    sites.function, sites.file, sites.line, count(*) AS waiting, min(open_steps.since) AS since, tasks.id AS task,
    tasks.label AS task_name
  FROM open_steps
  JOIN tasks ON tasks.id = open_steps.task
  LEFT JOIN sites ON sites.id = open_steps.site
  WHERE open_steps.state = 'waiting'
    AND open_steps.reason = 'continuation'
    AND tasks.kind NOT IN ('preexisting', 'loop')
  GROUP BY sites.function, sites.file, sites.line
)
SELECT
  open.function, open.file, open.line, open.waiting, open.since, open.task, open.task_name,
  coalesce(others.count - others.still_waiting, 0) AS others, others.max_ns AS longest_ns
FROM open
LEFT JOIN waits_by_site AS others
  ON others.reason = 'continuation'
  AND others.function IS open.function
  AND others.file IS open.file
  AND others.line IS open.line
WHERE :now - open.since >= :threshold
ORDER BY open.waiting DESC, open.since
LIMIT :limit;
