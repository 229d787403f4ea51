-- Tasks that were thrown away before they had ended.
SELECT text, at, task, task_name, function, file, line
FROM marks
WHERE kind = 'destroyed_pending'
ORDER BY at
LIMIT :limit;
