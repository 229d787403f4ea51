-- Who got from some queues in a stretch of time, in the order of time.
SELECT at, queue, coalesce(task, 0)
FROM queue_op
WHERE at BETWEEN :from AND :to AND op = 2 AND queue IN (SELECT value FROM json_each(:queues))
ORDER BY at;
