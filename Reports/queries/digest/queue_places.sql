-- Where most items of a queue are got; where they are put, if none is.
WITH places AS (
  SELECT op, site, count(*) AS count
  FROM queue_op
  WHERE queue = :queue
  GROUP BY op, site
)
SELECT
  sites.function, sites.file, sites.line, iif(places.op = 2, 'get', 'put') AS operation, sum(places.count) AS count
FROM places
LEFT JOIN sites ON sites.id = places.site
GROUP BY places.op, sites.function, sites.file, sites.line
ORDER BY places.op = 2 DESC, sum(places.count) DESC
LIMIT 1;
