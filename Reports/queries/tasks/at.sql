-- What each task that was alive at a time was doing then: its state, and what it waited for where.
WITH
following AS (
  -- Of each task the step that was going on at :at, or came next: looked for before, by `alive` and `following`.
  SELECT step.task, step.ended
  FROM json_each(:steps)
  CROSS JOIN step ON step.ended = json_each.value
),
doing(task, ran, was_ready, waited, reason, object, site, stack, thread) AS (
  SELECT
    step.task, step.ended - run_ns, step.ended - run_ns - coalesce(ready_ns, 0),
    step.ended - run_ns - coalesce(ready_ns, 0) - wait_ns, reason, object, site, stack, thread
  FROM following
  CROSS JOIN step ON step.ended = following.ended
  UNION ALL
  SELECT
    task,
    iif(state = 3, since, NULL),
    CASE state WHEN 3 THEN since - coalesce(ready_ns, 0) WHEN 2 THEN since END,
    CASE state
      WHEN 4 THEN since
      WHEN 3 THEN since - coalesce(ready_ns, 0) - wait_ns
      WHEN 2 THEN since - wait_ns
    END,
    reason, object, site, stack, thread
  FROM open_task
  WHERE task NOT IN (SELECT task FROM following)
),
states AS (
  SELECT
    tasks.id, tasks.label AS name, tasks.parent, tasks.kind, tasks.created, tasks.function AS entry,
    CASE
      WHEN :at >= ran THEN 'running'
      WHEN :at >= was_ready THEN 'ready'
      WHEN :at >= waited THEN 'waiting'
      ELSE 'created'
    END AS state,
    ran, was_ready, waited, doing.reason, doing.object, doing.site, doing.stack, doing.thread
  FROM doing
  CROSS JOIN tasks ON tasks.id = doing.task
  WHERE (tasks.created IS NULL OR tasks.created <= :at) AND (tasks.ended IS NULL OR tasks.ended > :at)
)
SELECT
  id,
  name,
  parent,
  kind,
  state,
  CASE state WHEN 'running' THEN ran WHEN 'ready' THEN was_ready WHEN 'waiting' THEN waited ELSE created END AS since,
  iif(state = 'waiting', (SELECT text FROM name WHERE domain = 'wait_reason' AND id = states.reason), NULL) AS reason,
  iif(state = 'waiting', object, NULL) AS object,
  -- As in awaits: from 20 on, and for actors, it is an object.
  iif(state = 'waiting' AND (reason >= 20 OR reason = 4), (SELECT name FROM objects WHERE id = states.object), NULL) AS object_name,
  iif(state = 'waiting' AND (reason >= 20 OR reason = 4), (SELECT kind FROM objects WHERE id = states.object), NULL) AS object_kind,
  iif(state = 'running', thread, NULL) AS thread,
  iif(state = 'waiting', stack, NULL) AS stack,
  coalesce((SELECT function FROM sites WHERE id = states.site), entry) AS function,
  (SELECT file FROM sites WHERE id = states.site) AS file,
  (SELECT line FROM sites WHERE id = states.site) AS line
FROM states
ORDER BY created, id;
