-- Limits of time, with whom they cancelled, and cancellations that a shield has kept from someone.

-- A timeout: a piece of code that was given a time, and was cancelled when that was over.
CREATE VIEW timeouts(
  id,             -- the timeout
  name,           -- the name it was given
  created,        -- when it was made
  entered,        -- when its code began; NULL if it did not
  ended,          -- when its code had ended; NULL while it runs
  task,           -- the task whose code it was
  task_name,      -- the name that task was given
  delay_ns,       -- how much time the code was given when it began; NULL for no limit
  reschedules,    -- how often the time was moved after that
  expired,        -- when the time was over while the code ran; NULL if it was not
  cancelled_task, -- the task that was cancelled then: a child of the other, in which the code ran
  outcome,        -- created, active, expired or finished
  function,       -- the function that set it
  file,           -- the file of that place
  line            -- the line of that place
) AS
WITH
schedules AS (
  SELECT
    object, max(iif(b = 1, at, NULL)) AS entered, max(iif(b = 1, task, NULL)) AS task,
    max(iif(b = 1, nullif(a, -1), NULL)) AS delay_ns, sum(b = 0) AS reschedules
  FROM mark
  WHERE kind = 53
  GROUP BY object
),
expiries AS (
  SELECT object, min(at) AS at, max(task) AS task
  FROM mark
  WHERE kind = 52
  GROUP BY object
)
SELECT
  objects.id,
  objects.name,
  objects.created,
  schedules.entered,
  iif(schedules.entered IS NULL, NULL, objects.ended),
  schedules.task,
  (SELECT name FROM tasks WHERE id = schedules.task),
  schedules.delay_ns,
  coalesce(schedules.reschedules, 0),
  expiries.at,
  expiries.task,
  CASE
    WHEN expiries.at IS NOT NULL THEN 'expired'
    WHEN schedules.entered IS NULL THEN 'created'
    WHEN objects.ended IS NULL THEN 'active'
    ELSE 'finished'
  END,
  objects.function,
  objects.file,
  objects.line
FROM objects
LEFT JOIN schedules ON schedules.object = objects.id
LEFT JOIN expiries ON expiries.object = objects.id
WHERE objects.kind = 'timeout';

-- The cancellation of a shield: what it shields was not cancelled.
CREATE VIEW spared_cancellations(
  at,          -- when it was requested
  future,      -- the future that was spared
  future_name, -- the name that future was given, which is that of its task
  shield,      -- the shield, which was cancelled
  shield_name, -- the name of the shield
  by_task,     -- the task that requested it, NULL if none
  by_name,     -- who requested it: the name of that task, or of the thread where no task did
  function,    -- the function that put up the shield
  file,        -- the file of that place
  line         -- the line of that place
) AS
SELECT
  at,
  object,
  (SELECT name FROM objects WHERE id = mark.object),
  a,
  (SELECT name FROM objects WHERE id = mark.a),
  task,
  iif(
    task IS NULL,
    (SELECT name FROM thread WHERE id = mark.thread),
    (SELECT label FROM tasks WHERE id = mark.task)
  ),
  (SELECT function FROM sites WHERE id = mark.site),
  (SELECT file FROM sites WHERE id = mark.site),
  (SELECT line FROM sites WHERE id = mark.site)
FROM mark
WHERE kind = 43;
