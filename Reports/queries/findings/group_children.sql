-- The tasks of groups that were alive at the end.
SELECT id AS task, parent
FROM open_steps
JOIN tasks ON tasks.id = open_steps.task
WHERE tasks.kind = 'group_child' AND parent IS NOT NULL;
