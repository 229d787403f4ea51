-- The waits for a reason at a place add up to something else than their total; to more, where steps were dropped.
WITH counted AS (
  SELECT
    reason, ifnull(site, 0) AS site, count(*) AS n, sum(wait_ns) AS total_ns, max(wait_ns) AS max_ns
  FROM step
  WHERE wait_ns IS NOT NULL AND reason IS NOT NULL
  GROUP BY reason, ifnull(site, 0)
)
SELECT
  counted.reason, counted.site, counted.n AS counted, wait_total.n AS kept, counted.total_ns AS summed_ns,
  wait_total.total_ns, counted.max_ns AS longest_ns, wait_total.max_ns
FROM counted
LEFT JOIN wait_total ON wait_total.reason = counted.reason AND wait_total.site = counted.site
WHERE EXISTS (SELECT 1 FROM wait_total)
  AND CASE
    WHEN EXISTS (SELECT 1 FROM dropped WHERE what = 1) THEN
      wait_total.n IS NULL OR counted.n > wait_total.n OR counted.total_ns > wait_total.total_ns
      OR counted.max_ns > wait_total.max_ns
    ELSE
      wait_total.n IS NOT counted.n OR wait_total.total_ns IS NOT counted.total_ns
      OR wait_total.max_ns IS NOT counted.max_ns
  END
LIMIT :limit;
