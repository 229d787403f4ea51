-- Tasks that could have run and had to wait for a thread, by name; the longest time of each.
WITH ready AS MATERIALIZED (
  SELECT task, ended - run_ns - ready_ns AS at, ready_ns AS duration_ns
  FROM steps
  WHERE ready_ns >= :threshold
  UNION ALL
  SELECT task, since - ready_ns, ready_ns
  FROM open_steps
  WHERE ready_ns >= :threshold
)
SELECT
  tasks.label, count(*) AS count, max(ready.duration_ns) AS max_ns, sum(ready.duration_ns) AS total_ns,
  ready.at, ready.task, tasks.function, tasks.file, tasks.line
FROM ready
JOIN tasks ON tasks.id = ready.task
GROUP BY tasks.label
ORDER BY max(ready.duration_ns) DESC, tasks.label
LIMIT :limit;
