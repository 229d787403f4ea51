-- Event loops of which a round took longer than the threshold though no callback did; the longest round of each.
SELECT
  object, (SELECT name FROM objects WHERE id = slow_callbacks.object) AS object_name, count(*) AS count,
  max(duration_ns) AS max_ns, threshold_ns, at, ended, thread, function, file, line
FROM slow_callbacks
WHERE message LIKE 'Iteration of %'
GROUP BY object
ORDER BY max(duration_ns) DESC, at
LIMIT :limit;
