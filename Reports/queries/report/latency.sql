-- How long the tasks of each name took; those that ran most first.
SELECT
  name, count, p50_ns, p95_ns, p99_ns, max_ns, total_ns, run_ns, failed, cancelled, alive,
  count(*) OVER () AS total_rows
FROM task_latency
ORDER BY run_ns DESC, total_ns DESC, count DESC, name
LIMIT :limit;
