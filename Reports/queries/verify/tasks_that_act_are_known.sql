-- A task that woke, cancelled or made another is not in the trace, though it cannot be older than that and nothing
-- was lost; or a cancelled task is not there, or ended at another time than its cancellation says.
WITH
-- The numbers of tasks begin anew with each process, 2^32 higher.
oldest AS (SELECT id >> 32 AS process, min(id) AS id FROM task WHERE kind <> 5 GROUP BY 1),
actor(place, id, task) AS (
  SELECT 'step.waker', ended, waker FROM step
  UNION ALL SELECT 'cancellation.by_task', at, by_task FROM cancellation
  UNION ALL SELECT 'task.parent', id, parent FROM task
)
SELECT actor.place, actor.id, actor.task
FROM actor
JOIN oldest ON oldest.process = actor.task >> 32
LEFT JOIN task ON task.id = actor.task
WHERE actor.task >= oldest.id AND task.id IS NULL
  AND NOT EXISTS (SELECT 1 FROM gap)
  AND (SELECT value FROM meta WHERE key = 'state') = 'closed'
UNION ALL
SELECT 'cancellation.task', cancellation.at, cancellation.task
FROM cancellation
LEFT JOIN task ON task.id = cancellation.task
WHERE task.id IS NULL OR cancellation.ended <> task.ended
LIMIT :limit;
