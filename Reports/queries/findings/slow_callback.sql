-- Places that held up a thread for longer than the threshold; the worst first.
SELECT
  function, file, line, count(*) AS count, max(duration_ns) AS max_ns, sum(duration_ns) AS total_ns,
  threshold_ns, at, task, task_name, thread, message,
  iif(count(DISTINCT task_name) = 1 AND count(task_name) = count(*), task_name, NULL) AS only_task_name
FROM slow_callbacks
GROUP BY function, file, line
ORDER BY max(duration_ns) DESC, at
LIMIT :limit;
