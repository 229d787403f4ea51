-- In each of :columns equal stretches of the trace: the deepest that a queue was, and how deep it was at the end.
SELECT queue, at, depth
FROM (
  SELECT queue, at, max(depth) AS depth
  FROM queue_operations
  GROUP BY queue, at * :columns / ((SELECT duration_ns FROM trace) + 1)
  UNION
  SELECT queue, max(at) AS at, depth
  FROM queue_operations
  GROUP BY queue, at * :columns / ((SELECT duration_ns FROM trace) + 1)
)
ORDER BY queue, at;
