-- Tasks that went on for long after they had been told to stop, by name; the slowest of each.
WITH slow AS (
  SELECT
    task, at, outcome, ended_at, cause, by_thread,
    coalesce(duration_ns, :now - at) AS took_ns
  FROM cancellations
)
SELECT
  tasks.label, count(*) AS count, max(slow.took_ns) AS took_ns, slow.at, slow.task, slow.outcome,
  slow.ended_at, slow.by_thread, tasks.function, tasks.file, tasks.line
FROM slow
JOIN tasks ON tasks.id = slow.task
WHERE slow.took_ns >= :threshold
GROUP BY tasks.label
ORDER BY max(slow.took_ns) DESC, tasks.label
LIMIT :limit;
