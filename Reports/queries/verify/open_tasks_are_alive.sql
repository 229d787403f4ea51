-- A task is open and has ended, or is open and unknown.
SELECT open_task.task, open_task.state, open_task.since, task.ended
FROM open_task
LEFT JOIN task ON task.id = open_task.task
WHERE task.id IS NULL OR task.ended IS NOT NULL
LIMIT :limit;
