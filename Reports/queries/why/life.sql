-- When a task was made and ended, by whom it was made, and the function that it runs.
SELECT created, ended, parent, entry
FROM task
WHERE id = :task;
