-- What ran for most of a stretch of time.
SELECT
  function, file, line, task, task_name, thread, duration_ns,
  min(ended, :to) - max(at, :from) AS overlap_ns
FROM callbacks
WHERE ended > :from
  AND at < :to
ORDER BY min(ended, :to) - max(at, :from) DESC
LIMIT 1;
