-- Names of which tasks threw an error.
SELECT
  label, count(*) AS failed, (SELECT count FROM task_latency WHERE name = label) AS count, min(id) AS task,
  function, file, line
FROM tasks
WHERE outcome = 'threw'
GROUP BY label
ORDER BY count(*) DESC, label
LIMIT :limit;
