-- Where a condition or an event wakes its waiters: how often, and how many at once; the place that wakes most first.
SELECT function, file, line, kind, count(*) AS count, max(value) AS most, sum(value) AS woken
FROM marks
WHERE object = :object AND kind IN ('condition_notify', 'event_set') AND value > 0
GROUP BY function, file, line
ORDER BY sum(value) DESC
LIMIT 1;
