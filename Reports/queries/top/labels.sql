-- What these tasks are called. :tasks is a JSON array of numbers.
SELECT id, label
FROM tasks
WHERE id IN (SELECT value FROM json_each(:tasks));
