-- What went through each queue; the busiest first.
SELECT
  coalesce(name, 'queue ' || id) AS name, puts, gets, gets_per_second, depth, max_depth, dwell_p50_ns,
  dwell_p95_ns, dwell_p99_ns, dwell_max_ns, function, file, line, count(*) OVER () AS total_rows
FROM queues
ORDER BY puts + gets DESC, id
LIMIT :limit;
