-- The tasks that get a lane. :tasks is a JSON array of numbers.
SELECT
  id, name, label, parent, kind, created, ended, outcome, run_ns, ready_ns, wait_ns, steps, function, file, line
FROM tasks
WHERE id IN (SELECT value FROM json_each(:tasks))
ORDER BY coalesce(created, 0), id;
