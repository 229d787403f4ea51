-- The tasks that get a lane: those that did not end well or did not end, then those that took longest.
SELECT
  id, name, label, parent, kind, created, ended, outcome, run_ns, ready_ns, wait_ns, steps, function, file, line
FROM tasks
WHERE id IN (
  SELECT id
  FROM tasks
  ORDER BY outcome <> 'ok' DESC, run_ns + ready_ns + wait_ns DESC, id
  LIMIT :tasks
)
ORDER BY coalesce(created, 0), id;
