-- A task has more than one step without a wait before it, or a wait before its first step; nothing was lost, and no
-- anomaly of the task is declared (a suspension that the runtime has not announced).
WITH numbered AS (
  SELECT
    task, ended, wait_ns, row_number() OVER (PARTITION BY task ORDER BY ended) AS number
  FROM step
)
SELECT numbered.task, numbered.ended, numbered.number, numbered.wait_ns
FROM numbered
JOIN task ON task.id = numbered.task
WHERE task.kind <> 5
  AND (numbered.number = 1) <> (numbered.wait_ns IS NULL)
  AND NOT EXISTS (SELECT 1 FROM gap)
  AND EXISTS (
    SELECT 1 FROM kept_windows AS kept
    WHERE kept.first <= ifnull(task.created, 0) AND (kept.last IS NULL OR numbered.ended <= kept.last)
  )
  AND NOT EXISTS (SELECT 1 FROM mark WHERE mark.kind = 70 AND mark.task = numbered.task)
LIMIT :limit;
