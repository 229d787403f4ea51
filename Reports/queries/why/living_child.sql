-- The oldest living child in the group of a task. (3: a child in a group.)
SELECT task.id
FROM open_task
JOIN task ON task.id = open_task.task
WHERE task.parent = :task AND task.kind = 3
ORDER BY task.created, task.id
LIMIT 1;
