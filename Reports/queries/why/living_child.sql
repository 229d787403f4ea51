-- The oldest living child (3: a child in a group) in the group of a task.
SELECT task.id
FROM open_task
JOIN task ON task.id = open_task.task
WHERE task.parent = :task AND task.kind = 3
ORDER BY task.created, task.id
LIMIT 1;
