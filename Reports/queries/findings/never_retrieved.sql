-- Errors that nobody looked at, by message and place.
SELECT text, count(*) AS count, min(at) AS at, task, task_name, function, file, line
FROM marks
WHERE kind = 'never_retrieved'
GROUP BY text, function, file, line
ORDER BY count(*) DESC, min(at)
LIMIT :limit;
