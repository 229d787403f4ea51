-- Waits as they were added up.
SELECT reason, site, n, total_ns, max_ns
FROM wait_total;
