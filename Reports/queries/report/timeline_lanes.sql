-- The tasks worth a lane of the timeline: those that did not end well, then those that ran most.
SELECT
  id AS task, label, coalesce(created, 0) AS created, ended, outcome, (SELECT count(*) FROM tasks) AS total_rows
FROM tasks
WHERE id IN (
  SELECT id
  FROM tasks
  ORDER BY outcome IN ('threw', 'cancelled') DESC, run_ns + ready_ns DESC, steps DESC, id
  LIMIT :limit
)
ORDER BY coalesce(created, 0), id;
