-- Places that called an event loop from another thread than its own.
SELECT function, file, line, object_name, count(*) AS count, min(at) AS at, task, task_name, thread
FROM marks
WHERE kind = 'wrong_thread'
GROUP BY function, file, line, object_name
ORDER BY count(*) DESC, min(at)
LIMIT :limit;
