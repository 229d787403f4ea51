-- Of some tasks, the steps of which they were the cause themselves.
SELECT task, site, run_ns
FROM step
WHERE task IN (SELECT value FROM json_each(:tasks))
  AND (reason = 6 OR waker = task);
