-- What a task is called, what it runs, and whether it is over.
SELECT id AS task, label, ended, outcome, function, file, line
FROM tasks
WHERE id = :task;
