-- What ran for half of a stretch of time or more, in all its runs together: a function, or a task of unknown function.
WITH runs AS (
  SELECT function, file, line, task, task_name, min(ended, :to) - max(at, :from) AS overlap_ns
  FROM callbacks
  WHERE ended > :from
    AND ended < :to + :longest
    AND at < :to
)
SELECT
  function, file, line, task, task_name, count(DISTINCT task) AS tasks, count(*) AS runs,
  max(overlap_ns) AS longest_ns, sum(overlap_ns) AS overlap_ns
FROM runs
GROUP BY function, iif(function IS NULL, task, NULL)
HAVING sum(overlap_ns) * 2 >= :to - :from
ORDER BY sum(overlap_ns) DESC
LIMIT 1;
