-- How long all tasks together waited, by reason.
SELECT reason, sum(total_ns) AS total_ns, sum(count) AS count
FROM waits_by_site
GROUP BY reason
ORDER BY sum(total_ns) DESC, reason;
