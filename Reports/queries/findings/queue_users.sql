-- Who has got from a queue, or put into it, and when last.
SELECT task, max(at) AS at
FROM queue_operations
WHERE queue = :queue AND operation = :operation
GROUP BY task;
