-- Futures: from where they were made, over who made them done, to who heard of it.

-- A future, or what a task will return.
CREATE VIEW futures(
  future,              -- the future
  name,                -- the name it was given
  created,             -- when it was made
  function,            -- the function that made it
  file,                -- the file of that place
  line,                -- the line of that place
  done,                -- when it was done, NULL while pending
  outcome,             -- result, error, cancelled or pending
  by_task,             -- the task that made it done, NULL if none did
  by_name,             -- who made it done: the name of that task, or of the thread where no task did
  pending_ns,          -- from its creation to its end
  callbacks,           -- how many of its callbacks ran
  waiters_woken,       -- how many waits its end has ended
  callback_latency_ns, -- from its end to the beginning of its last callback, NULL if it had none
  done_function,       -- the function that made it done
  done_file,           -- the file of that place
  done_line            -- the line of that place
) AS
WITH
done AS (
  SELECT object, at, kind, task, thread, site, b
  FROM mark
  WHERE kind IN (40, 41)
),
called AS (
  SELECT object, count(*) AS n, max(ended - run_ns) AS last
  FROM callback
  WHERE kind = 3
  GROUP BY object
),
-- When a wait for a future was over: earlier than the future's end where the wait was cancelled.
woken AS (
  SELECT object, ended - run_ns - coalesce(ready_ns, 0) AS at
  FROM step
  WHERE reason = 23
  UNION ALL
  SELECT object, since - iif(state = 3, coalesce(ready_ns, 0), 0)
  FROM open_task
  WHERE reason = 23 AND state IN (2, 3)
),
waiters AS (
  SELECT done.object, count(*) AS n
  FROM done
  JOIN woken ON woken.object = done.object AND woken.at >= done.at
  GROUP BY done.object
)
SELECT
  object.id,
  (SELECT text FROM string WHERE id = object.name),
  object.created,
  (SELECT function FROM sites WHERE id = object.site),
  (SELECT file FROM sites WHERE id = object.site),
  (SELECT line FROM sites WHERE id = object.site),
  done.at,
  CASE WHEN done.kind IS NULL THEN 'pending' WHEN done.kind = 41 THEN 'cancelled' WHEN done.b = 1 THEN 'error'
    ELSE 'result' END,
  done.task,
  iif(
    done.task IS NULL,
    (SELECT name FROM thread WHERE id = done.thread),
    (SELECT label FROM tasks WHERE id = done.task)
  ),
  done.at - object.created,
  coalesce(called.n, 0),
  coalesce(waiters.n, 0),
  called.last - done.at,
  (SELECT function FROM sites WHERE id = done.site),
  (SELECT file FROM sites WHERE id = done.site),
  (SELECT line FROM sites WHERE id = done.site)
FROM object
LEFT JOIN done ON done.object = object.id
LEFT JOIN called ON called.object = object.id
LEFT JOIN waiters ON waiters.object = object.id
WHERE object.kind = 3;

-- What ends a future, or a wait for several: the task whose result it is, or another future. A future of `gather` has
-- a row for each of its futures, as have `wait` and `asCompleted`; the future of `shield` has one.
CREATE VIEW future_sources(
  at,          -- when that was known: for a task, when it began
  object,      -- the future or wait
  name,        -- the name it was given
  task,        -- the task whose result it is, NULL if it comes from a future
  task_name,   -- the name of that task, or the function that it runs
  source,      -- the future that its end comes from, NULL if it comes from a task
  source_name  -- the name of that future
) AS
SELECT
  at,
  object,
  (SELECT name FROM objects WHERE id = mark.object),
  iif(kind = 55, task, NULL),
  iif(kind = 55, (SELECT label FROM tasks WHERE id = mark.task), NULL),
  iif(kind = 56, a, NULL),
  iif(kind = 56, (SELECT name FROM objects WHERE id = mark.a), NULL)
FROM mark
WHERE kind IN (55, 56);
