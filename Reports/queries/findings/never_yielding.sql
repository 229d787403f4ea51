-- Tasks that run since so long without having suspended; the longest first. What was there before the recording may be a
-- program's main function, which is meant to block.
SELECT
  open_steps.task, open_steps.since, :now - open_steps.since AS duration_ns, tasks.label, tasks.steps,
  coalesce(sites.function, tasks.function) AS function,
  iif(sites.function IS NULL, tasks.file, sites.file) AS file,
  iif(sites.function IS NULL, tasks.line, sites.line) AS line,
  (
    SELECT reason
    FROM intended_blocking
    WHERE intended_blocking.thread = open_steps.thread AND intended_blocking.ended IS NULL
      AND intended_blocking.at >= open_steps.since
    LIMIT 1
  ) AS intention
FROM open_steps
JOIN tasks ON tasks.id = open_steps.task
LEFT JOIN sites ON sites.id = open_steps.site
WHERE open_steps.state = 'running'
  AND tasks.kind <> 'preexisting'
  AND :now - open_steps.since >= :threshold
ORDER BY open_steps.since, open_steps.task
LIMIT :limit;
