-- Locks and semaphores: who held them, for how long, and who waited; and who woke whom by way of a traced object.

-- A holding: of a lock, or of a permit of a semaphore.
CREATE VIEW lock_holdings(
  lock,                 -- the lock or semaphore
  name,                 -- the name it was given
  kind,                 -- lock or semaphore
  holding,              -- its number: the how-manieth of this lock
  task,                 -- the task that had it
  task_name,            -- the name that task was given
  acquired,             -- when it began
  waited_ns,            -- how long the task had waited for it, NULL if it had not to
  released,             -- when it ended, NULL if it did not, or if it is not known which release ended it
  held_ns,              -- how long it lasted, NULL as before
  released_by,          -- the task that ended it, NULL if none
  released_by_name,     -- who ended it: the name of that task, or of the thread where no task did
  waiting,              -- how many tasks waited when it had ended, without the one that got it next
  function,             -- the function that asked for it
  file,                 -- the file of that place
  line,                 -- the line of that place
  released_function,    -- the function that ended it
  released_file,        -- the file of that place
  released_line         -- the line of that place
) AS
WITH
waits AS (
  SELECT
    object, task, ended - run_ns - coalesce(ready_ns, 0) - wait_ns AS at,
    ended - run_ns - coalesce(ready_ns, 0) AS ended
  FROM step
  WHERE reason IN (24, 25) AND wait_ns IS NOT NULL
  UNION ALL
  SELECT
    object, task, since - iif(state = 3, coalesce(ready_ns, 0), 0) - wait_ns,
    since - iif(state = 3, coalesce(ready_ns, 0), 0)
  FROM open_task
  WHERE reason IN (24, 25) AND state IN (2, 3) AND wait_ns IS NOT NULL
),
-- What a task did with a lock, in its order: a holding that begins in a wait has ended it. (Where a counter ticks
-- seldom, it may bear a time that is a little later than the end of the wait.)
happenings AS (
  SELECT
    lock, task, at, holding, site, is_wait,
    iif(
      lag(wait_ended) OVER of_task >= at - 100, max(at - lag(at) OVER of_task, 0), NULL
    ) AS waited_ns
  FROM (
    SELECT object AS lock, task, at, a & 0xffffffff AS holding, site, NULL AS wait_ended, 0 AS is_wait
    FROM mark
    WHERE kind = 36
    UNION ALL
    SELECT object, task, at, NULL, NULL, ended, 1
    FROM waits
  )
  WINDOW of_task AS (PARTITION BY lock, task ORDER BY at)
),
releases AS MATERIALIZED (
  SELECT object AS lock, a & 0xffffffff AS holding, at, task, thread, a >> 32 AS waiting, site
  FROM mark
  WHERE kind = 37
)
SELECT
  happenings.lock,
  (SELECT name FROM objects WHERE id = happenings.lock),
  (SELECT kind FROM objects WHERE id = happenings.lock),
  happenings.holding,
  happenings.task,
  (SELECT name FROM tasks WHERE id = happenings.task),
  happenings.at,
  happenings.waited_ns,
  releases.at,
  releases.at - happenings.at,
  releases.task,
  iif(
    releases.task IS NULL,
    (SELECT name FROM thread WHERE id = releases.thread),
    (SELECT label FROM tasks WHERE id = releases.task)
  ),
  releases.waiting,
  (SELECT function FROM sites WHERE id = happenings.site),
  (SELECT file FROM sites WHERE id = happenings.site),
  (SELECT line FROM sites WHERE id = happenings.site),
  (SELECT function FROM sites WHERE id = releases.site),
  (SELECT file FROM sites WHERE id = releases.site),
  (SELECT line FROM sites WHERE id = releases.site)
FROM happenings
LEFT JOIN releases ON releases.lock = happenings.lock AND releases.holding = happenings.holding
WHERE NOT happenings.is_wait;

-- A lock or semaphore: how often it was held and for how long, and how long tasks waited for it.
CREATE VIEW locks(
  id,          -- the lock or semaphore
  name,        -- the name it was given
  kind,        -- lock or semaphore
  holdings,    -- how often it, or a permit of it, was acquired
  contended,   -- how many of these had to wait
  wait_ns,     -- how long these waited together, NULL if none had to
  max_wait_ns, -- the longest of these waits
  held_ns,     -- how long it was held, of a semaphore the permits together: as far as the ends are known
  max_held_ns, -- the longest holding that has ended
  holder,      -- the task that had it at the end; of a semaphore, the last of those; NULL if none is known
  holder_name, -- the name of that task, or the function that it runs
  waiting,     -- how many tasks waited for it at the end
  function,    -- the function that made it
  file,        -- the file of that place
  line         -- the line of that place
) AS
WITH
holding AS MATERIALIZED (
  SELECT lock, task, acquired, waited_ns, released, held_ns
  FROM lock_holdings
),
sums AS (
  SELECT
    lock, count(*) AS holdings, count(waited_ns) AS contended, sum(waited_ns) AS wait_ns,
    max(waited_ns) AS max_wait_ns, sum(held_ns) AS held_ns, max(held_ns) AS max_held_ns
  FROM holding
  GROUP BY lock
),
holder AS (
  SELECT lock, task, max(acquired)
  FROM holding
  WHERE released IS NULL
  GROUP BY lock
),
waiting AS (
  SELECT object AS lock, count(*) AS tasks
  FROM open_task
  WHERE state = 4 AND reason IN (24, 25)
  GROUP BY object
),
-- A lock that was made before the recording began is known by its holdings alone.
ids AS (
  SELECT id FROM object WHERE kind IN (5, 6)
  UNION
  SELECT lock FROM sums
)
SELECT
  ids.id,
  (SELECT name FROM objects WHERE id = ids.id),
  (SELECT kind FROM objects WHERE id = ids.id),
  coalesce(sums.holdings, 0),
  coalesce(sums.contended, 0),
  sums.wait_ns,
  sums.max_wait_ns,
  sums.held_ns,
  sums.max_held_ns,
  holder.task,
  (SELECT label FROM tasks WHERE id = holder.task),
  coalesce(waiting.tasks, 0),
  (SELECT function FROM objects WHERE id = ids.id),
  (SELECT file FROM objects WHERE id = ids.id),
  (SELECT line FROM objects WHERE id = ids.id)
FROM ids
LEFT JOIN sums ON sums.lock = ids.id
LEFT JOIN holder ON holder.lock = ids.id
LEFT JOIN waiting ON waiting.lock = ids.id;

-- A wait for a traced object that has ended: who woke whom, and by what.
CREATE VIEW wake_ups(
  at,           -- when the task was woken
  object,       -- the queue, event, lock, future ... that it had waited for
  object_name,  -- the name that object was given
  reason,       -- what it had waited for: queue_get, event, lock, semaphore, condition, barrier ...
  task,         -- the task that was woken
  task_name,    -- the name that task was given
  waited_ns,    -- how long it had waited
  waker_task,   -- the task that woke it, NULL if none
  waker_thread, -- the thread that woke it
  waker_name,   -- who woke it: the name of that task, or of the thread where no task did
  cause,        -- queue_put, event_set, lock_release, condition_notify, future_resolve, cancel ...; NULL if not known
  function,     -- the function that waited
  file,         -- the file of the await
  line,         -- the line of the await
  by_function,  -- the function that woke it: the one that put, set, released ...; NULL if it was cancelled
  by_file,      -- the file of that place
  by_line       -- the line of that place
) AS
WITH
waits AS (
  SELECT
    ended - run_ns - coalesce(ready_ns, 0) AS at, wait_ns, task, reason, object, waker, waker_thread, site
  FROM step
  WHERE reason >= 20 AND wait_ns IS NOT NULL
  UNION ALL
  SELECT
    since - iif(state = 3, coalesce(ready_ns, 0), 0), wait_ns, task, reason, object, waker, waker_thread, site
  FROM open_task
  WHERE reason >= 20 AND state IN (2, 3) AND wait_ns IS NOT NULL
),
cancelled AS MATERIALIZED (
  SELECT task, min(at) AS at
  FROM cancellation
  GROUP BY task
),
shut_down AS MATERIALIZED (
  SELECT object, min(at) AS at
  FROM mark
  WHERE kind = 32
  GROUP BY object
),
-- The cause has been recorded by the waker's thread just before the end of the wait: backwards from there, it is found
-- at once. (One that wakes very many needs a while for it; who looks in vain must not look for long.)
-- kind is a mark's kind; 0 an operation of a queue, -1 a cancellation.
causes AS (
  SELECT
    waits.*,
    CASE
      WHEN cancelled.at BETWEEN waits.at - waits.wait_ns AND waits.at THEN -1
      WHEN shut_down.at BETWEEN waits.at - waits.wait_ns AND waits.at + 100 THEN 32
      WHEN reason IN (20, 21) THEN 0
    END AS kind,
    CASE
      WHEN cancelled.at BETWEEN waits.at - waits.wait_ns AND waits.at THEN NULL
      WHEN shut_down.at BETWEEN waits.at - waits.wait_ns AND waits.at + 100 THEN shut_down.at
      WHEN waker_thread IS NULL THEN NULL
      WHEN reason IN (20, 21)
        THEN (
          SELECT queue_op.at
          FROM queue_op
          WHERE queue_op.at BETWEEN waits.at - min(waits.wait_ns, 1000000000) AND waits.at + 100
            AND queue_op.thread = waits.waker_thread AND queue_op.queue = waits.object
            AND queue_op.op = iif(waits.reason = 20, 1, 2)
          ORDER BY queue_op.at DESC
          LIMIT 1
        )
      ELSE (
        SELECT mark.at
        FROM mark
        WHERE mark.at BETWEEN waits.at - min(waits.wait_ns, 1000000000) AND waits.at + 100
          AND mark.thread = waits.waker_thread AND mark.object = waits.object
          AND mark.kind IN (33, 37, 38, 39, 40, 41, 44, 57)
        ORDER BY mark.at DESC
        LIMIT 1
      )
    END AS cause_at
  FROM waits
  LEFT JOIN cancelled ON cancelled.task = waits.task
  LEFT JOIN shut_down ON shut_down.object = waits.object
)
SELECT
  at,
  object,
  (SELECT name FROM objects WHERE id = causes.object),
  (SELECT text FROM name WHERE domain = 'wait_reason' AND id = causes.reason),
  task,
  (SELECT name FROM tasks WHERE id = causes.task),
  wait_ns,
  waker,
  waker_thread,
  iif(
    waker IS NULL,
    (SELECT name FROM thread WHERE id = causes.waker_thread),
    (SELECT label FROM tasks WHERE id = causes.waker)
  ),
  CASE
    WHEN kind = -1 THEN 'cancel'
    WHEN kind = 0 AND cause_at IS NOT NULL THEN iif(reason = 20, 'queue_put', 'queue_get')
    ELSE (
      SELECT name.text
      FROM mark
      JOIN name ON name.domain = 'mark_kind' AND name.id = mark.kind
      WHERE mark.at = causes.cause_at
    )
  END,
  (SELECT function FROM sites WHERE id = causes.site),
  (SELECT file FROM sites WHERE id = causes.site),
  (SELECT line FROM sites WHERE id = causes.site),
  (
    SELECT function
    FROM sites
    WHERE id = iif(
      kind = 0, (SELECT site FROM queue_op WHERE at = cause_at), (SELECT site FROM mark WHERE at = cause_at)
    )
  ),
  (
    SELECT file
    FROM sites
    WHERE id = iif(
      kind = 0, (SELECT site FROM queue_op WHERE at = cause_at), (SELECT site FROM mark WHERE at = cause_at)
    )
  ),
  (
    SELECT line
    FROM sites
    WHERE id = iif(
      kind = 0, (SELECT site FROM queue_op WHERE at = cause_at), (SELECT site FROM mark WHERE at = cause_at)
    )
  )
FROM causes;
