-- The wait of a task that its cancellation has ended, and what the task did after it.
-- It was over at once, by the thread that cancelled.
WITH
following AS (
  SELECT
    ended, run_ns, reason, waker_thread, site, wait_ns, ended - run_ns - coalesce(ready_ns, 0) AS woken
  FROM steps
  WHERE task = :task AND ended > :at
)
SELECT
  sites.function, sites.file, sites.line, first.reason, first.woken,
  (SELECT count(*) FROM following WHERE wait_ns > 0 AND ended > first.ended) AS waits
FROM (SELECT ended, reason, waker_thread, site, wait_ns, woken FROM following ORDER BY ended LIMIT 1) AS first
LEFT JOIN sites ON sites.id = first.site
WHERE first.wait_ns IS NOT NULL
  AND first.woken - first.wait_ns <= :at
  AND first.woken BETWEEN :at AND :at + :prompt
  AND first.waker_thread IS :thread
  AND first.reason NOT IN ('task', 'async_let', 'group', 'actor', 'yield', 'lock', 'unknown');
