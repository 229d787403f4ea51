-- How long the runs at some places took.
SELECT site, run_ns
FROM step
WHERE site IN (SELECT value FROM json_each(:sites));
