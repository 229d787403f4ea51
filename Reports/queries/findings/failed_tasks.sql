-- What a task runs.
SELECT function, file, line
FROM tasks
WHERE id = :task;
