-- A parent was created after its child. A parent without a row is older than the trace.
SELECT task.id AS task, task.parent, task.created, parent.created AS parent_created
FROM task
JOIN task AS parent ON parent.id = task.parent
WHERE parent.created > task.created OR task.parent = task.id
LIMIT :limit;
