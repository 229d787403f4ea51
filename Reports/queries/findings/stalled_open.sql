-- Tasks that could run since so long and have no thread; the longest first.
SELECT task, since
FROM open_steps
WHERE state IN ('created', 'ready')
  AND :now - since >= :threshold
ORDER BY since, task
LIMIT :limit;
