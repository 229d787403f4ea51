-- When the tasks of the timeline ran or were ready; in between they waited. :tasks is a JSON array of numbers.
SELECT task, state, at, duration_ns
FROM task_states
WHERE state IN ('running', 'ready')
  AND task IN (SELECT value FROM json_each(:tasks));
