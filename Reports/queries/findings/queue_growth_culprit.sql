-- Where most items of a queue are got; where they are put, if none is.
SELECT function, file, line, operation, count(*) AS count
FROM queue_operations
WHERE queue = :queue
GROUP BY operation, function, file, line
ORDER BY operation = 'get' DESC, count(*) DESC
LIMIT 1;
