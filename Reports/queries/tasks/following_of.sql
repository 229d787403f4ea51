-- The same of a few tasks, of which no step has been found near the time.
SELECT ended, task
FROM step
WHERE ended > :at AND ended <= :last AND task IN (SELECT value FROM json_each(:tasks))
ORDER BY ended;
