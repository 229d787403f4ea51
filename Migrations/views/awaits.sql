-- Suspensions: what tasks waited for, how long, and who woke them.

-- A suspension of a task.
CREATE VIEW awaits(
  at,           -- when it began to wait
  duration_ns,  -- how long it waited, NULL while it waits
  ready_ns,     -- how long it was then ready before it ran
  task,         -- the task that waited
  task_name,    -- the name the task was given
  reason,       -- task, continuation, group, actor, sleep, queue_get, event, lock ...
  object,       -- what it waited for: a task, an object or an executor, as the reason says
  object_name,  -- the name of that task or object
  waker_task,   -- the task that ended the wait
  waker_thread, -- the thread that ended the wait
  function,     -- the function that waited
  file,         -- the file of the await
  line,         -- the line of the await
  stack,        -- that place and its callers, where those were recorded: see the view stacks
  waker_name    -- who ended the wait: the name of that task, or of the thread where no task did
) AS
WITH waits AS (
  SELECT
    ended - run_ns - coalesce(ready_ns, 0) - wait_ns AS at, wait_ns AS duration_ns, ready_ns, task, reason,
    object, waker, waker_thread, site, stack
  FROM step
  WHERE wait_ns IS NOT NULL
  UNION ALL
  SELECT since, NULL, NULL, task, reason, object, NULL, NULL, site, stack
  FROM open_task
  WHERE state = 4
  UNION ALL
  -- The wait is over, the step that follows it is not.
  SELECT
    since - iif(state = 3, coalesce(ready_ns, 0), 0) - wait_ns, wait_ns, iif(state = 3, ready_ns, NULL),
    task, reason, object, waker, waker_thread, site, stack
  FROM open_task
  WHERE state IN (2, 3) AND wait_ns IS NOT NULL
)
SELECT
  at,
  duration_ns,
  ready_ns,
  task,
  (SELECT name FROM tasks WHERE id = waits.task),
  (SELECT text FROM name WHERE domain = 'wait_reason' AND id = waits.reason),
  object,
  CASE
    WHEN reason IN (1, 7) THEN (SELECT label FROM tasks WHERE id = waits.object)
    WHEN reason = 4 OR reason >= 20 THEN (SELECT name FROM objects WHERE id = waits.object)
  END,
  waker,
  waker_thread,
  (SELECT function FROM sites WHERE id = waits.site),
  (SELECT file FROM sites WHERE id = waits.site),
  (SELECT line FROM sites WHERE id = waits.site),
  stack,
  iif(
    waker IS NULL,
    (SELECT name FROM thread WHERE id = waits.waker_thread),
    (SELECT label FROM tasks WHERE id = waits.waker)
  )
FROM waits;

-- All waits for one reason at one place. A wait of which no reason was recorded is none of these.
CREATE VIEW waits_by_site(
  reason,        -- what was waited for
  count,         -- how many waits, ended or not
  total_ns,      -- how long together those that ended, NULL if none did
  max_ns,        -- the longest that ended
  still_waiting, -- how many had not ended
  function,      -- the function that waited
  file,          -- the file of the await
  line           -- the line of the await
) AS
WITH
ended AS (
  SELECT reason, nullif(site, 0) AS site, n AS count, total_ns, max_ns, 0 AS still
  FROM wait_total
  UNION ALL
  -- Where nobody has added them up: the join keeps the steps from being gone through elsewhere.
  SELECT reason, site, count(*), sum(wait_ns), max(wait_ns), 0
  FROM (SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM wait_total)) CROSS JOIN step
  WHERE wait_ns IS NOT NULL AND reason IS NOT NULL
  GROUP BY reason, site
),
open AS (
  SELECT
    reason, site, count(*) AS count, sum(iif(state = 4, NULL, wait_ns)) AS total_ns,
    max(iif(state = 4, NULL, wait_ns)) AS max_ns, sum(state = 4) AS still
  FROM open_task
  WHERE reason IS NOT NULL AND (state = 4 OR state IN (2, 3) AND wait_ns IS NOT NULL)
  GROUP BY reason, site
),
sums AS (
  SELECT
    reason, count, total_ns, max_ns, still, (SELECT function FROM sites WHERE id = site) AS function,
    (SELECT file FROM sites WHERE id = site) AS file, (SELECT line FROM sites WHERE id = site) AS line
  FROM (SELECT * FROM ended UNION ALL SELECT * FROM open)
)
-- One line of the source can be several sites: addresses.
SELECT
  (SELECT text FROM name WHERE domain = 'wait_reason' AND id = sums.reason),
  sum(count),
  sum(total_ns),
  max(max_ns),
  sum(still),
  function,
  file,
  line
FROM sums
GROUP BY reason, function, file, line;

-- A request to cancel a task.
CREATE VIEW cancellations(
  at,           -- when it was requested
  task,         -- the task to be cancelled
  task_name,    -- the name that task was given
  by_task,      -- the task that requested it, NULL if none
  by_thread,    -- the thread that requested it
  cause,        -- direct, or propagated from the parent
  delivered_at, -- when the task next ran, NULL if it did not
  ended_at,     -- when the task ended, NULL while alive
  duration_ns,  -- from the request to the end of the task
  outcome,      -- how the task ended: ok, threw, cancelled or alive
  function,     -- the function that requested it
  file,         -- the file of that place
  line,         -- the line of that place
  by_name       -- who requested it: the name of that task, or of the thread where no task did
) AS
SELECT
  at,
  task,
  (SELECT name FROM tasks WHERE id = cancellation.task),
  by_task,
  by_thread,
  (SELECT text FROM name WHERE domain = 'cancel_cause' AND id = cancellation.cause),
  delivered,
  ended,
  ended - at,
  coalesce((SELECT outcome FROM tasks WHERE id = cancellation.task), 'alive'),
  (SELECT function FROM sites WHERE id = cancellation.site),
  (SELECT file FROM sites WHERE id = cancellation.site),
  (SELECT line FROM sites WHERE id = cancellation.site),
  iif(
    by_task IS NULL,
    (SELECT name FROM thread WHERE id = cancellation.by_thread),
    (SELECT label FROM tasks WHERE id = cancellation.by_task)
  )
FROM cancellation;
