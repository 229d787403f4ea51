-- How long the ended tasks of a name took, over the whole run: bucket = floor(8 log2(ns + 1)).
SELECT bucket, n
FROM task_histogram
WHERE name = :name
ORDER BY bucket;
