-- A task that woke, cancelled or made another is not in the trace, though it cannot be older than that and nothing
-- was lost; or a cancelled task is not there, or ended at another time than its cancellation says.
WITH
-- The numbers of tasks begin anew with each process, 2^32 higher.
oldest AS (SELECT id >> 32 AS process, min(id) AS id FROM task WHERE kind <> 5 GROUP BY 1),
actor(place, id, task, at) AS (
  SELECT 'step.waker', ended, waker, ended - run_ns - ifnull(ready_ns, 0) FROM step
  UNION ALL SELECT 'cancellation.by_task', at, by_task, at FROM cancellation
  UNION ALL SELECT 'task.parent', id, parent, ifnull(created, 0) FROM task
)
SELECT actor.place, actor.id, actor.task
FROM actor
JOIN oldest ON oldest.process = actor.task >> 32
LEFT JOIN task ON task.id = actor.task
WHERE actor.task >= oldest.id AND task.id IS NULL
  AND NOT EXISTS (SELECT 1 FROM gap)
  AND (SELECT value FROM meta WHERE key = 'state') = 'closed'
  -- Who acts at the beginning of what was kept may have ended a moment before.
  AND EXISTS (
    SELECT 1 FROM kept_windows AS kept
    WHERE (kept.first = 0 OR kept.first + 1000000 <= actor.at) AND (kept.last IS NULL OR actor.at <= kept.last)
  )
UNION ALL
SELECT 'cancellation.task', cancellation.at, cancellation.task
FROM cancellation
LEFT JOIN task ON task.id = cancellation.task
WHERE (task.id IS NULL OR cancellation.ended <> task.ended)
  AND EXISTS (
    SELECT 1 FROM kept_windows AS kept
    WHERE kept.first <= cancellation.at AND (kept.last IS NULL OR cancellation.at <= kept.last)
  )
LIMIT :limit;
