-- What the tasks of the timeline were doing when. :tasks is a JSON array of their numbers.
SELECT task, state, at, duration_ns
FROM task_states
WHERE task IN (SELECT value FROM json_each(:tasks));
