-- The tasks of a name, the longest first; of those without a name, by the functions of these numbers. With how many
-- there are.
SELECT
  id, (SELECT label FROM tasks WHERE tasks.id = named.id) AS label, created, duration_ns,
  (SELECT outcome FROM tasks WHERE tasks.id = named.id) AS outcome, total
FROM (
  SELECT id, created, ended - created AS duration_ns, count(*) OVER () AS total
  FROM task
  WHERE task.name = (SELECT id FROM string WHERE text = :name)
    OR task.name IS NULL AND task.entry IN (
      SELECT site.id FROM site WHERE site.function IN (SELECT value FROM json_each(:functions))
    )
  ORDER BY coalesce(ended - created, 9223372036854775807) DESC, id
  LIMIT :limit
) AS named;
