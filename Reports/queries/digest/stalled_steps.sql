-- What ended in a stretch of time. So much that the limit is reached, and nothing stood still.
SELECT ended, run_ns, task, thread, site
FROM step
WHERE ended BETWEEN :from AND :to
UNION ALL
SELECT ended, run_ns, task, thread, site
FROM callback
WHERE ended BETWEEN :from AND :to
LIMIT :limit;
