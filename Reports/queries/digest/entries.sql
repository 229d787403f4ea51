-- The functions that tasks run.
SELECT id, function
FROM site
WHERE function IS NOT NULL;
