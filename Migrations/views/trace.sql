-- The trace as a whole.

-- One row: what was traced, for how long, and how much of it there is.
CREATE VIEW trace(
  program,       -- the executable of the first process
  pid,           -- its process id
  processes,     -- how many processes wrote this trace
  state,         -- live (being written, or killed), closed or recovered
  capture,       -- what saw the tasks: probe, executor ...
  started_at_ns, -- wall clock at time 0, nanoseconds since 1970
  duration_ns,   -- from time 0 to the last thing that is known
  tasks,         -- tasks seen; like the other counts over the whole run
  alive,         -- tasks that had not ended
  failed,        -- tasks that threw
  cancelled,     -- tasks that ended by cancellation
  steps,         -- run slices of all tasks
  callbacks,     -- callbacks that are not a task's step
  threads,       -- threads that ran tasks or recorded something
  events_lost,   -- records that were not kept: see the view losses
  symbols_note,  -- which names and lines are missing, and why; NULL if none are
  details_from,  -- since when the trace has details, if the oldest were dropped; else NULL: see the view kept_windows
  is_flight      -- 1 if a flight recorder kept the details of a few moments only, else 0: see the view kept_windows
) AS
SELECT
  (SELECT executable FROM process ORDER BY id LIMIT 1),
  (SELECT pid FROM process ORDER BY id LIMIT 1),
  (SELECT count(*) FROM process),
  (SELECT value FROM meta WHERE key = 'state'),
  (SELECT value FROM meta WHERE key = 'capture'),
  (SELECT value FROM meta WHERE key = 'wall_clock_at_zero_ns'),
  max(
    coalesce((SELECT max(ended) FROM process), 0),
    coalesce((SELECT max(max(first, coalesce(last, 0))) FROM kept_window), 0),
    coalesce((SELECT max(ended) FROM step), 0),
    coalesce((SELECT max(ended) FROM callback), 0),
    coalesce((SELECT max(at) FROM queue_op), 0),
    coalesce((SELECT max(at) FROM mark), 0),
    coalesce((SELECT max(since) FROM open_task), 0),
    -- No task goes on behind the end of the last process.
    iif(
      EXISTS (SELECT 1 FROM process WHERE ended IS NULL),
      coalesce((SELECT max(max(coalesce(ended, 0), coalesce(created, 0))) FROM task), 0), 0
    )
  ),
  (SELECT count(*) FROM task) + coalesce((SELECT n FROM dropped WHERE what = 7), 0),
  (SELECT count(*) FROM task WHERE ended IS NULL),
  (SELECT count(*) FROM task WHERE outcome = 1) + coalesce((SELECT n FROM dropped WHERE what = 8), 0),
  (SELECT count(*) FROM task WHERE outcome = 2) + coalesce((SELECT n FROM dropped WHERE what = 9), 0),
  (SELECT count(*) FROM step) + coalesce((SELECT n FROM dropped WHERE what = 1), 0),
  (SELECT count(*) FROM callback) + coalesce((SELECT n FROM dropped WHERE what = 2), 0),
  (SELECT count(*) FROM thread),
  (SELECT coalesce(sum(lost), 0) FROM gap),
  (SELECT value FROM meta WHERE key = 'symbols_note'),
  (SELECT value FROM meta WHERE key = 'details_from'),
  EXISTS (SELECT 1 FROM meta WHERE key = 'flight_recorder')
-- A view of something is only asked for the columns that a query names; each count here goes through a table.
FROM (SELECT 1);

-- A process that was recorded.
CREATE VIEW processes(
  id,         -- its number in this trace
  pid,        -- its number in the system
  parent,     -- the pid of the process that started it, NULL if not known
  executable, -- the program that it ran
  started,    -- since when it was recorded
  ended,      -- when it ended, NULL if it went on
  tasks,      -- tasks seen in it
  events_lost, -- its records that were not kept
  note        -- what became of its recording, where that is not plain
) AS
SELECT
  id, pid, parent, executable, started, ended,
  (SELECT count(*) FROM task WHERE task.id >= (process.id - 1) << 32 AND task.id < process.id << 32),
  (SELECT coalesce(sum(lost), 0) FROM gap WHERE gap.process = process.id),
  note
FROM process;

-- What was not kept. No row: nothing was lost.
CREATE VIEW losses(
  first,  -- when the first of them happened, as far as known
  last,   -- when the last of them happened
  thread, -- the thread that recorded them
  events, -- how many, exactly
  reason, -- segments_full, write_failed or damaged
  process -- the process that recorded them, NULL if not known
) AS
SELECT
  first,
  last,
  thread,
  lost,
  (SELECT text FROM name WHERE domain = 'gap_reason' AND id = gap.reason),
  process
FROM gap;

-- A thread that ran tasks or recorded something.
CREATE VIEW threads(
  id,      -- its number in this trace
  process, -- its process
  tid,     -- its number in the system
  name,    -- its name, if it has one
  steps,   -- run slices on it
  run_ns,  -- time spent in tasks; a task that runs inside another counts twice
  first,   -- when the first of them began
  last     -- when the last of them ended
) AS
WITH work AS (
  SELECT thread, count(*) AS steps, sum(run_ns) AS run_ns, min(ended - run_ns) AS first, max(ended) AS last
  FROM step
  GROUP BY thread
)
SELECT
  thread.id, thread.process, thread.tid, thread.name, coalesce(work.steps, 0), coalesce(work.run_ns, 0),
  work.first, work.last
FROM thread
LEFT JOIN work ON work.thread = thread.id;
