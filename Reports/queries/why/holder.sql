-- The task that had a lock at the end of the trace (36: acquired, 37: released); no row if nobody had.
SELECT task
FROM (
  SELECT kind, task
  FROM mark
  WHERE object = :lock AND kind IN (36, 37)
  ORDER BY at DESC
  LIMIT 1
)
WHERE kind = 36 AND task IS NOT NULL;
