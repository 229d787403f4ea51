-- The deepest that each queue was in each of :columns equal stretches of the trace, and when.
SELECT queue, at, max(depth) AS depth
FROM queue_operations
GROUP BY queue, at * :columns / ((SELECT duration_ns FROM trace) + 1)
ORDER BY queue, at;
