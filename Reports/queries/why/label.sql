-- What a task is called by.
SELECT label
FROM tasks
WHERE id = :task;
