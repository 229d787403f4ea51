-- Tasks of which records are known not to fit.
SELECT DISTINCT task
FROM mark
WHERE kind = 70 AND task IS NOT NULL;
