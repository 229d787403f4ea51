-- Where a task spent its time after it had been cancelled: the place of most of it.
WITH spent AS (
  SELECT
    site,
    min(coalesce(wait_ns, 0) + coalesce(ready_ns, 0), max(ended - run_ns - :at, 0)) + min(run_ns, ended - :at) AS took_ns
  FROM steps
  WHERE task = :task AND ended > :at
  UNION ALL
  SELECT site, :now - max(since, :at)
  FROM open_steps
  WHERE task = :task AND state IN ('running', 'waiting')
)
SELECT sites.function, sites.file, sites.line, sum(spent.took_ns) AS took_ns
FROM spent
JOIN sites ON sites.id = spent.site
GROUP BY sites.function, sites.file, sites.line
ORDER BY sum(spent.took_ns) DESC
LIMIT 1;
