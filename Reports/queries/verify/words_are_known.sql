-- An integer that stands for a word has none in the table name.
WITH used(place, domain, id) AS (
  SELECT DISTINCT 'task.kind', 'task_kind', kind FROM task
  UNION ALL SELECT DISTINCT 'task.outcome', 'outcome', outcome FROM task
  UNION ALL SELECT DISTINCT 'step.reason', 'wait_reason', reason FROM step
  UNION ALL SELECT DISTINCT 'open_task.state', 'task_state', state FROM open_task
  UNION ALL SELECT DISTINCT 'open_task.reason', 'wait_reason', reason FROM open_task
  UNION ALL SELECT DISTINCT 'object.kind', 'object_kind', kind FROM object
  UNION ALL SELECT DISTINCT 'callback.kind', 'callback_kind', kind FROM callback
  UNION ALL SELECT DISTINCT 'queue_op.op', 'queue_op', op FROM queue_op
  UNION ALL SELECT DISTINCT 'cancellation.cause', 'cancel_cause', cause FROM cancellation
  UNION ALL SELECT DISTINCT 'mark.kind', 'mark_kind', kind FROM mark
  UNION ALL SELECT DISTINCT 'gap.reason', 'gap_reason', reason FROM gap
)
SELECT used.place, used.id
FROM used
LEFT JOIN name ON name.domain = used.domain AND name.id = used.id
WHERE used.id IS NOT NULL AND name.id IS NULL
LIMIT :limit;
