-- Who got from queues, in the order of time.
SELECT at, queue, coalesce(task, 0) AS task
FROM queue_operations
WHERE operation = 'get' AND queue IN (SELECT value FROM json_each(:queues))
ORDER BY at;
