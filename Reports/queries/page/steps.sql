-- The steps on these lanes: the longest, each with the wait before it, in the order of time. :tasks is a JSON array of
-- numbers.
SELECT ended, task, wait_ns, ready_ns, run_ns, reason, object, waker_task, thread, site
FROM steps
WHERE ended IN (
  SELECT ended
  FROM steps
  WHERE task IN (SELECT value FROM json_each(:tasks))
  ORDER BY run_ns + coalesce(ready_ns, 0) + coalesce(wait_ns, 0) DESC
  LIMIT :limit
)
ORDER BY ended;
