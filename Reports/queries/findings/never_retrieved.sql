-- Errors that nobody looked at, by message and place. The object is the future that held the error, or the task's own.
SELECT text, count(*) AS count, min(at) AS at, task, task_name, object, object_name, function, file, line
FROM marks
WHERE kind = 'never_retrieved'
GROUP BY text, function, file, line
ORDER BY count(*) DESC, min(at)
LIMIT :limit;
