-- Places that ran for longer than the threshold; the longest run first. task and at are those of the longest.
SELECT
  function, file, line, count(*) AS count, max(duration_ns) AS max_ns, sum(duration_ns) AS total_ns,
  threshold_ns, at, task, task_name, message, count(*) OVER () AS total_rows
FROM slow_callbacks
GROUP BY function, file, line
ORDER BY max(duration_ns) DESC, at
LIMIT :limit;
