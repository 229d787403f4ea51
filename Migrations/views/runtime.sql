-- The Swift runtime that was traced, and what the trace does not show of it.

-- The runtime of a process, as the probe's self-check saw it.
CREATE VIEW runtimes(
  process,        -- its process
  library,        -- the file that holds it, NULL if that was not found
  layout_version, -- as the runtime numbers its own layout, NULL if it does not tell
  task_size       -- bytes of a task's header, NULL if not known
) AS
SELECT process, library, layout_version, task_size
FROM runtime;

-- One thing that the self-check looked at before the probe went in.
CREATE VIEW runtime_checks(
  process, -- its process
  number,  -- its place in the order of checks
  name,    -- what was looked at, in a word
  result,  -- passed; limited (less is captured); failed (the probe stays out); skipped (not made)
  detail   -- a sentence
) AS
SELECT process, number, name, result, detail
FROM runtime_check;

-- Something that the trace does not show.
CREATE VIEW capture_limits(
  process, -- its process
  number,  -- its place in the list
  what,    -- what is not shown
  why      -- for which reason
) AS
SELECT process, number, what, why
FROM capture_limit;
