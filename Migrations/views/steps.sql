-- Steps: what a timeline draws.

-- A step of a task: one run slice, with the wait before it.
CREATE VIEW steps(
  ended,        -- when it ended: no two steps end at the same time
  task,         -- the task
  wait_ns,      -- how long it had waited, NULL for the first step of a task
  ready_ns,     -- how long it was then ready before it ran
  run_ns,       -- how long it ran, up to `ended`
  reason,       -- what it had waited for: task, sleep, queue_get ... NULL for the first step
  object,       -- the task, object or executor it had waited for, as the reason says
  waker_task,   -- the task that ended the wait
  waker_thread, -- the thread that ended the wait
  thread,       -- the thread it ran on
  site          -- where it went on: see the view sites
) AS
SELECT
  ended, task, wait_ns, ready_ns, run_ns,
  (SELECT text FROM name WHERE domain = 'wait_reason' AND id = step.reason),
  object, waker, waker_thread, thread,
  coalesce(site, (SELECT entry FROM task WHERE id = step.task))
FROM step;

-- The step that a living task had not finished when the trace ended: what it was doing, and what came before.
CREATE VIEW open_steps(
  task,         -- the task
  state,        -- created, ready, running or waiting
  since,        -- since when
  wait_ns,      -- how long it had waited before it became ready, NULL while it waits
  ready_ns,     -- how long it was ready before it ran, NULL while it does not run
  reason,       -- what it waits for or had waited for
  object,       -- the task, object or executor, as the reason says
  waker_task,   -- the task that ended the wait
  waker_thread, -- the thread that ended the wait
  thread,       -- the thread it runs on
  site          -- where it waits or runs: see the view sites
) AS
SELECT
  task,
  (SELECT text FROM name WHERE domain = 'task_state' AND id = open_task.state),
  since, iif(state IN (2, 3), wait_ns, NULL), iif(state = 3, ready_ns, NULL),
  (SELECT text FROM name WHERE domain = 'wait_reason' AND id = open_task.reason),
  object, waker, waker_thread, thread, site
FROM open_task;
