-- What ran: steps of tasks, and callbacks.

-- One uninterrupted run: a task's step between two suspensions, or a callback of an event loop or future.
CREATE VIEW callbacks(
  at,          -- when it began
  ended,       -- when it ended
  duration_ns, -- how long it ran
  kind,        -- step, handle, timer or done_callback
  task,        -- the task, NULL if none
  task_name,   -- the name the task was given
  thread,      -- the thread it ran on
  object,      -- the future or event loop, NULL for a step
  function,    -- the function that ran; for a callback, the one that added it
  file,        -- the file of that place
  line         -- the line of that place
) AS
SELECT
  ended - run_ns,
  ended,
  run_ns,
  'step',
  task,
  (SELECT name FROM tasks WHERE id = step.task),
  thread,
  NULL,
  (SELECT function FROM sites WHERE id = coalesce(step.site, (SELECT entry FROM task WHERE id = step.task))),
  (SELECT file FROM sites WHERE id = coalesce(step.site, (SELECT entry FROM task WHERE id = step.task))),
  (SELECT line FROM sites WHERE id = coalesce(step.site, (SELECT entry FROM task WHERE id = step.task)))
FROM step
UNION ALL
SELECT
  ended - run_ns,
  ended,
  run_ns,
  (SELECT text FROM name WHERE domain = 'callback_kind' AND id = callback.kind),
  task,
  (SELECT name FROM tasks WHERE id = callback.task),
  thread,
  object,
  (SELECT function FROM sites WHERE id = callback.site),
  (SELECT file FROM sites WHERE id = callback.site),
  (SELECT line FROM sites WHERE id = callback.site)
FROM callback;

-- A callback that ran for at least the threshold that was set when it ran.
CREATE VIEW slow_callbacks(
  at,           -- when it began
  ended,        -- when it ended
  duration_ns,  -- how long it ran
  threshold_ns, -- the threshold
  task,         -- the task, NULL if none
  task_name,    -- the name the task was given
  thread,       -- the thread it held up
  object,       -- the future or event loop, if it is a callback of one
  function,     -- the function that ran
  file,         -- the file of that place
  line,         -- the line of that place
  message       -- the warning that was logged, if one was
) AS
SELECT
  at - duration_ns,
  at,
  duration_ns,
  threshold_ns,
  task,
  (SELECT name FROM tasks WHERE id = slow_callback.task),
  thread,
  object,
  (SELECT function FROM sites WHERE id = slow_callback.site),
  (SELECT file FROM sites WHERE id = slow_callback.site),
  (SELECT line FROM sites WHERE id = slow_callback.site),
  message
FROM slow_callback;

-- A stretch in which code has said of itself that it keeps its thread for long on purpose.
CREATE VIEW intended_blocking(
  at,          -- when it began
  ended,       -- when it ended, NULL while it lasts
  duration_ns, -- how long it lasted
  reason,      -- why, in the program's words
  task,        -- the task that it was in, NULL if none
  task_name,   -- the name that task was given
  thread,      -- the thread that it kept
  function,    -- the function that said so
  file,        -- the file of that place
  line         -- the line of that place
) AS
WITH stretches AS (
  SELECT at - a AS at, at AS ended, a AS duration_ns, text, task, thread, site
  FROM mark
  WHERE kind = 66
  UNION ALL
  SELECT at, NULL, NULL, text, task, thread, site
  FROM mark AS begun
  WHERE kind = 65
    AND NOT EXISTS (SELECT 1 FROM mark WHERE kind = 66 AND thread = begun.thread AND at >= begun.at)
)
SELECT
  at,
  ended,
  duration_ns,
  (SELECT text FROM string WHERE id = stretches.text),
  task,
  (SELECT name FROM tasks WHERE id = stretches.task),
  thread,
  (SELECT function FROM sites WHERE id = stretches.site),
  (SELECT file FROM sites WHERE id = stretches.site),
  (SELECT line FROM sites WHERE id = stretches.site)
FROM stretches;
