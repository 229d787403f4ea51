-- Everything, one happening a row.

-- A happening. Not in the order of time unless asked: ORDER BY at.
CREATE VIEW events(
  at,          -- when it happened
  kind,        -- task_create, task_start, suspend, wake, resume, task_end, callback, queue_put, cancel ...
  task,        -- the task it happened to or in
  task_name,   -- the name that task was given
  thread,      -- the thread it happened on
  object,      -- the object concerned; of suspend and resume, what was waited for
  object_name, -- the name of that object
  detail       -- in words: the kind of a task, the reason of a wait, an outcome, a depth, a message
) AS
WITH happenings(at, kind, task, thread, object, reason, detail) AS (
  SELECT
    created, 'task_create', id, NULL, NULL, NULL,
    (SELECT text FROM name WHERE domain = 'task_kind' AND id = task.kind)
  FROM task
  WHERE created IS NOT NULL
  UNION ALL
  -- Its beginning, and of one that waited also where that began and ended: in one pass over the steps.
  SELECT
    CASE part
      WHEN 1 THEN ended - run_ns
      WHEN 2 THEN ended - run_ns - coalesce(ready_ns, 0) - wait_ns
      ELSE ended - run_ns - coalesce(ready_ns, 0)
    END,
    CASE part WHEN 1 THEN iif(wait_ns IS NULL, 'task_start', 'resume') WHEN 2 THEN 'suspend' ELSE 'wake' END,
    task,
    CASE part WHEN 1 THEN thread WHEN 3 THEN waker_thread END,
    iif(wait_ns IS NULL, NULL, object),
    iif(wait_ns IS NULL, NULL, reason),
    CASE
      WHEN part = 3 THEN 'by task ' || waker
      WHEN wait_ns IS NOT NULL THEN (SELECT text FROM name WHERE domain = 'wait_reason' AND id = step.reason)
    END
  FROM step
  CROSS JOIN (SELECT 1 AS part UNION ALL SELECT 2 UNION ALL SELECT 3) AS parts
  WHERE part = 1 OR wait_ns IS NOT NULL
  UNION ALL
  SELECT
    since, 'suspend', task, NULL, object, reason,
    (SELECT text FROM name WHERE domain = 'wait_reason' AND id = open_task.reason)
  FROM open_task
  WHERE state = 4
  UNION ALL
  SELECT
    ended, 'task_end', id, NULL, NULL, NULL,
    (SELECT text FROM name WHERE domain = 'outcome' AND id = task.outcome)
  FROM task
  WHERE ended IS NOT NULL
  UNION ALL
  SELECT
    ended - run_ns, 'callback', task, thread, object, 20,
    (SELECT text FROM name WHERE domain = 'callback_kind' AND id = callback.kind)
  FROM callback
  UNION ALL
  SELECT at - duration_ns, 'slow_callback', task, thread, object, 20, message
  FROM slow_callback
  UNION ALL
  SELECT
    at, 'cancel', task, by_thread, NULL, NULL,
    (SELECT text FROM name WHERE domain = 'cancel_cause' AND id = cancellation.cause)
      || coalesce(', by task ' || by_task, '')
  FROM cancellation
  UNION ALL
  SELECT
    at, 'queue_' || (SELECT text FROM name WHERE domain = 'queue_op' AND id = queue_op.op), task, thread,
    queue, 20, 'depth ' || depth
  FROM queue_op
  UNION ALL
  SELECT
    at, (SELECT text FROM name WHERE domain = 'mark_kind' AND id = mark.kind), task, thread, object, 20,
    coalesce((SELECT text FROM string WHERE id = mark.text), CAST(a AS TEXT))
  FROM mark
  UNION ALL
  SELECT
    created, 'object_create', NULL, NULL, id, 20,
    (SELECT text FROM name WHERE domain = 'object_kind' AND id = object.kind)
  FROM object
  WHERE created IS NOT NULL
  UNION ALL
  SELECT
    ended, 'object_end', NULL, NULL, id, 20,
    (SELECT text FROM name WHERE domain = 'object_kind' AND id = object.kind)
  FROM object
  WHERE ended IS NOT NULL
)
SELECT
  at,
  kind,
  task,
  (SELECT name FROM tasks WHERE id = happenings.task),
  thread,
  object,
  -- As in awaits: the reason says what the object is. 20 and above: an object.
  CASE
    WHEN reason IN (1, 7) THEN (SELECT label FROM tasks WHERE id = happenings.object)
    WHEN reason >= 20 THEN (SELECT name FROM objects WHERE id = happenings.object)
  END,
  detail
FROM happenings;
