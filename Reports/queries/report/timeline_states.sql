-- What the tasks of the timeline did when. :tasks is a JSON array of numbers.
SELECT task, state, at, duration_ns
FROM task_states
WHERE task IN (SELECT value FROM json_each(:tasks));
