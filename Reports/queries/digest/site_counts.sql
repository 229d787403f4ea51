-- How many waits ended at each place, and so how many runs began there.
SELECT site, CAST(total(n) AS INTEGER) AS count
FROM wait_total
WHERE site <> 0
GROUP BY site;
