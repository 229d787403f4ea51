-- Queues that were near their fullest at the end, for more was put than got.
SELECT
  id, coalesce(name, 'queue ' || id) AS name, puts, gets, depth, max_depth, gets_per_second, dwell_p95_ns,
  function, file, line
FROM queues
WHERE depth >= :threshold
  AND depth * 2 >= max_depth
ORDER BY depth DESC, id
LIMIT :limit;
