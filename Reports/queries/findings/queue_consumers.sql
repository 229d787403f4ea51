-- Who has got from a queue: how many tasks, how many of them live, and the last of all gets.
WITH gets AS (
  SELECT task, count(*) AS count, max(at) AS at, function, file, line
  FROM queue_operations
  WHERE queue = :queue AND operation = 'get'
  GROUP BY task
)
SELECT
  count(*) AS tasks, sum(task IS NULL OR EXISTS (SELECT 1 FROM open_steps WHERE open_steps.task = gets.task)) AS alive,
  sum(count) AS count, max(at) AS at, task, (SELECT label FROM tasks WHERE id = gets.task) AS task_name, function, file,
  line
FROM gets;
