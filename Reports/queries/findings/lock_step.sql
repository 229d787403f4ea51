-- How long a task waited for other tasks in a stretch of time. The last wait ends a little behind it.
SELECT
  total(wait_ns) AS total_ns, count(*) AS count, (SELECT label FROM tasks WHERE id = :parent) AS label
FROM steps
WHERE ended BETWEEN :from AND :to + 1000000000
  AND task = :parent
  AND reason IN ('task', 'group', 'async_let');
