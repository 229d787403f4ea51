-- The tasks worth a lane of the timeline: those that did not end well, then those that ran most. If there are more
-- tasks than lanes, a name has :each of them at most.
WITH ranked AS (
  SELECT
    id, outcome IN ('threw', 'cancelled') AS bad, run_ns + ready_ns AS busy_ns, steps, count(*) OVER () AS total_rows,
    row_number() OVER (
      PARTITION BY label ORDER BY outcome IN ('threw', 'cancelled') DESC, run_ns + ready_ns DESC, steps DESC, id
    ) AS number
  FROM tasks
),
chosen AS (
  SELECT id, total_rows
  FROM ranked
  WHERE number <= :each OR total_rows <= :limit
  ORDER BY bad DESC, busy_ns DESC, steps DESC, id
  LIMIT :limit
)
SELECT tasks.id AS task, tasks.label, tasks.created, tasks.ended, tasks.outcome, chosen.total_rows
FROM chosen
JOIN tasks ON tasks.id = chosen.id
ORDER BY coalesce(tasks.created, 0), tasks.id;
