-- Ledgers: what became of every request to cancel, and of every traced object.

-- A request to cancel, from who made it to how the task took it.
CREATE VIEW cancellation_ledger(
  at,             -- when it was requested
  task,           -- the task to be cancelled
  label,          -- what that task is called by
  by_task,        -- the task that requested it, NULL if none
  by_name,        -- who requested it: the name of that task, or of the thread where no task did
  cause,          -- direct, or propagated from the parent
  function,       -- the function that requested it
  file,           -- the file of that place
  line,           -- the line of that place
  reason,         -- what the task waited for when it heard of it; NULL if it did not wait
  wait_function,  -- the function that waited so
  wait_file,      -- the file of the await
  wait_line,      -- the line of the await
  cut_wait,       -- 1 if the request has ended that wait, else 0
  delivered_at,   -- when the task next ran, NULL if it did not
  delivery_ns,    -- from the request to then
  ended_at,       -- when the task ended, NULL while alive
  end_ns,         -- from the request to then
  outcome,        -- how the task ended: ok, threw, cancelled or alive
  verdict         -- honoured, late, swallowed, ignored, unnoticed or pending: see below
) AS
-- honoured:  it ended by an error or as cancelled, within half a second
-- late:      it did, but took longer
-- swallowed: the request has ended one of its waits, and it went on and returned as if nothing had been
-- ignored:   it went on and returned; none of its waits was cut short
-- unnoticed: it returned in the run that was going on, or without running again
-- pending:   it has not ended
WITH
heard AS (
  SELECT
    cancellation.*, task.outcome AS task_outcome,
    (
      -- The run in which it heard of it, with the wait before.
      SELECT step.ended
      FROM step
      WHERE step.ended >= cancellation.delivered AND step.ended <= coalesce(cancellation.ended + 1000, 9223372036854775807)
        AND step.task = cancellation.task
      ORDER BY step.ended
      LIMIT 1
    ) AS step
  FROM cancellation
  LEFT JOIN task ON task.id = cancellation.task
),
taken AS (
  SELECT
    heard.at, heard.task, heard.by_task, heard.by_thread, heard.cause, heard.site, heard.delivered, heard.ended,
    heard.task_outcome,
    iif(waited.wait_ns > 0, waited.reason, NULL) AS reason, iif(waited.wait_ns > 0, waited.site, NULL) AS wait_site,
    -- The one who cancelled has resumed it, at once.
    coalesce(
      waited.wait_ns > 0 AND waited.waker_thread = heard.by_thread
        AND waited.ended - waited.run_ns - coalesce(waited.ready_ns, 0) BETWEEN heard.at - 1000 AND heard.at + 10000000,
      0
    ) AS cut_wait
  FROM heard
  LEFT JOIN step AS waited ON waited.ended = heard.step AND waited.ended - waited.run_ns >= heard.at
)
SELECT
  at,
  task,
  coalesce((SELECT label FROM tasks WHERE id = taken.task), '(unknown)'),
  by_task,
  iif(
    by_task IS NULL,
    (SELECT name FROM thread WHERE id = taken.by_thread),
    (SELECT label FROM tasks WHERE id = taken.by_task)
  ),
  (SELECT text FROM name WHERE domain = 'cancel_cause' AND id = taken.cause),
  (SELECT function FROM sites WHERE id = taken.site),
  (SELECT file FROM sites WHERE id = taken.site),
  (SELECT line FROM sites WHERE id = taken.site),
  (SELECT text FROM name WHERE domain = 'wait_reason' AND id = taken.reason),
  (SELECT function FROM sites WHERE id = taken.wait_site),
  (SELECT file FROM sites WHERE id = taken.wait_site),
  (SELECT line FROM sites WHERE id = taken.wait_site),
  cut_wait,
  delivered,
  delivered - at,
  ended,
  ended - at,
  coalesce((SELECT outcome FROM tasks WHERE id = taken.task), 'alive'),
  CASE
    WHEN ended IS NULL THEN 'pending'
    WHEN task_outcome IN (1, 2) THEN iif(ended - at <= 500000000, 'honoured', 'late')
    WHEN delivered IS NULL OR delivered >= ended THEN 'unnoticed'
    WHEN cut_wait THEN 'swallowed'
    ELSE 'ignored'
  END
FROM taken;

-- A traced object, from its making to its state at the end.
CREATE VIEW object_ledger(
  id,          -- the object
  kind,        -- queue, event, future, event_loop, lock, semaphore, condition, barrier, handle, actor, executor or timeout
  name,        -- the name it was given, of an actor or executor that of its type
  created,     -- when it was made, NULL where that is not known
  ended,       -- when it was closed or released, NULL if it was not
  life_ns,     -- from one to the other
  uses,        -- how often something was done at it: put, get, set, acquire, resolve, a callback run ...
  first_use,   -- when that was for the first time
  last_use,    -- and for the last
  waits,       -- waits for it that have ended
  wait_ns,     -- how long these were together
  max_wait_ns, -- the longest of them
  waiting,     -- how many tasks waited for it at the end
  state,       -- at the end: how many items, set, clear, held, free, result, error, cancelled, pending, open, closed; or NULL
  function,    -- the function that made it
  file,        -- the file of that place
  line         -- the line of that place
) AS
WITH
uses AS (
  SELECT object, sum(n) AS n, min(first) AS first, max(last) AS last
  FROM (
    SELECT object, count(*) AS n, min(at) AS first, max(at) AS last
    FROM mark
    WHERE object IS NOT NULL
    GROUP BY object
    UNION ALL
    SELECT queue, count(*), min(at), max(at)
    FROM queue_op
    GROUP BY queue
    UNION ALL
    SELECT object, count(*), min(ended - run_ns), max(ended)
    FROM callback
    WHERE object IS NOT NULL
    GROUP BY object
  )
  GROUP BY object
),
waits AS (
  SELECT object, count(*) AS n, sum(wait_ns) AS total, max(wait_ns) AS longest
  FROM step
  WHERE wait_ns IS NOT NULL AND (reason = 4 OR reason >= 20) AND object IS NOT NULL
  GROUP BY object
),
waiting AS (
  SELECT object, count(*) AS n
  FROM open_task
  WHERE state = 4 AND (reason = 4 OR reason >= 20)
  GROUP BY object
),
-- What was last done that changes its state, and of a semaphore how many have it.
last AS (
  SELECT object, kind, b, max(at), sum(kind = 36) - sum(kind = 37) AS held
  FROM mark
  WHERE kind IN (33, 34, 36, 37, 40, 41, 44)
  GROUP BY object
),
depths AS (
  SELECT queue, depth, max(at)
  FROM queue_op
  GROUP BY queue
)
SELECT
  object.id,
  (SELECT text FROM name WHERE domain = 'object_kind' AND id = object.kind),
  (SELECT text FROM string WHERE id = object.name),
  object.created,
  object.ended,
  object.ended - object.created,
  coalesce(uses.n, 0),
  uses.first,
  uses.last,
  coalesce(waits.n, 0),
  waits.total,
  waits.longest,
  coalesce(waiting.n, 0),
  CASE object.kind
    WHEN 1 THEN coalesce(depths.depth, 0) || iif(depths.depth = 1, ' item', ' items')
    WHEN 2 THEN iif(last.kind = 33, 'set', 'clear')
    WHEN 3 THEN CASE WHEN last.kind = 41 THEN 'cancelled' WHEN last.b = 1 THEN 'error' WHEN last.kind = 40 THEN 'result' ELSE 'pending' END
    WHEN 4 THEN iif(object.ended IS NULL, 'open', 'closed')
    WHEN 5 THEN iif(last.kind = 36, 'held', 'free')
    WHEN 6 THEN iif(last.held > 0, last.held || ' held', 'free')
    WHEN 8 THEN iif(last.kind = 44, 'broken', NULL)
    WHEN 12 THEN (SELECT outcome FROM timeouts WHERE id = object.id)
  END,
  (SELECT function FROM sites WHERE id = object.site),
  (SELECT file FROM sites WHERE id = object.site),
  (SELECT line FROM sites WHERE id = object.site)
FROM object
LEFT JOIN uses ON uses.object = object.id
LEFT JOIN waits ON waits.object = object.id
LEFT JOIN waiting ON waiting.object = object.id
LEFT JOIN last ON last.object = object.id
LEFT JOIN depths ON depths.queue = object.id;
