-- What the living tasks of lanes were doing, and before that. :tasks is a JSON array of numbers.
SELECT task, state, since, ready_ns, wait_ns
FROM open_steps
WHERE task IN (SELECT value FROM json_each(:tasks));
