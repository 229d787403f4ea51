-- The tasks of the timeline's lanes. :tasks is a JSON array of numbers.
SELECT id AS task, label, created, ended, outcome
FROM tasks
WHERE id IN (SELECT value FROM json_each(:tasks))
ORDER BY coalesce(created, 0), id;
