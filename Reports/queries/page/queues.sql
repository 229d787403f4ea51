-- What went through each queue; the busiest first.
SELECT
  id, name, puts, gets, depth, max_depth, dwell_p50_ns, dwell_p95_ns, dwell_max_ns, function, file, line,
  count(*) OVER () AS total_rows
FROM queues
ORDER BY puts + gets DESC, id
LIMIT :limit;
