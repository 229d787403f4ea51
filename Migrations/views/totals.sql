-- What covers the whole run, also where details were dropped or never kept; and which details there are.

-- A stretch of time of which the trace has the details. One row without an end where nothing was dropped.
CREATE VIEW kept_windows(
  first,  -- its beginning
  last,   -- its end, NULL for the end of the trace
  reason  -- why a flight recorder kept it: a slow callback, a signal ...; NULL if there was none
) AS
WITH kept AS (SELECT coalesce((SELECT value FROM meta WHERE key = 'details_from'), 0) AS first)
SELECT kept.first, NULL, NULL
FROM kept
WHERE NOT EXISTS (SELECT 1 FROM meta WHERE key = 'flight_recorder')
UNION ALL
SELECT max(kept_window.first, kept.first), kept_window.last, kept_window.reason
FROM kept_window
JOIN kept
WHERE kept_window.last IS NULL OR kept_window.last >= kept.first;

-- Details of one kind that are not in the trace any more, or that a flight recorder has not kept.
CREATE VIEW dropped_details(
  what, -- step, callback, queue_operation, cancellation, mark, slow_callback, task (of these, task_failed ...), object
  rows  -- how many
) AS
SELECT (SELECT text FROM name WHERE domain = 'detail' AND id = dropped.what), n
FROM dropped;

-- What happened in a stretch of time, over the whole run: a second, or twice, four times ... as long in a long one.
CREATE VIEW rates(
  at,              -- when the stretch begins
  duration_ns,     -- how long it is
  tasks_created,   -- tasks created in it
  tasks_ended,     -- tasks that ended in it
  tasks_failed,    -- of these, those that threw
  tasks_cancelled, -- of these, those that ended by cancellation
  steps,           -- steps that ended in it
  run_ns,          -- how long these ran
  ready_ns,        -- how long they had been ready
  wait_ns,         -- how long they had waited
  callbacks,       -- callbacks of event loops and futures that ended in it
  slow_callbacks,  -- steps and callbacks over the threshold that ended in it
  queue_puts,      -- items put into queues
  queue_gets,      -- items got from queues
  events_lost      -- records that were not kept; all of a loss are counted at its end
) AS
SELECT
  at, (SELECT value FROM meta WHERE key = 'rate_width_ns'), tasks_created, tasks_ended, tasks_failed,
  tasks_cancelled, steps, run_ns, ready_ns, wait_ns, callbacks, slow_callbacks, queue_puts, queue_gets, lost
FROM rate;

-- The tasks of one name that ended, over the whole run.
CREATE VIEW task_totals(
  name,      -- the given name, else the function they run, else '(unknown)'
  ended,     -- how many ended
  failed,    -- how many threw
  cancelled, -- how many ended by cancellation
  total_ns,  -- how long they took, from creation to end, where the creation is known
  max_ns,    -- the longest of these
  run_ns,    -- time they ran
  ready_ns,  -- time they could have run but did not
  wait_ns,   -- time they waited
  steps      -- how often they ran
) AS
SELECT
  coalesce((SELECT text FROM string WHERE id = sums.string), '(unknown)'), ended, failed, cancelled, total_ns,
  max_ns, run_ns, ready_ns, wait_ns, steps
FROM (
  SELECT
    coalesce(nullif(name, 0), (SELECT function FROM site WHERE id = task_total.entry)) AS string,
    sum(ended) AS ended, sum(failed) AS failed, sum(cancelled) AS cancelled, sum(total_ns) AS total_ns,
    max(iif(measured > 0, max_ns, NULL)) AS max_ns, sum(run_ns) AS run_ns, sum(ready_ns) AS ready_ns,
    sum(wait_ns) AS wait_ns, sum(steps) AS steps
  FROM task_total
  GROUP BY 1
) AS sums;

-- A queue, over the whole run.
CREATE VIEW queue_totals(
  queue,          -- the queue
  name,           -- the name it was given
  puts,           -- items put
  gets,           -- items got
  depth,          -- items in it after its last operation
  max_depth,      -- the most items that were ever in it
  mean_depth,     -- items in it on average over time, from its first to its last operation; NULL if there was one
  mean_dwell_ns,  -- how long an item stayed on average
  max_dwell_ns,   -- the longest stay
  first,          -- when its first operation happened
  last            -- when its last operation happened
) AS
SELECT
  queue, (SELECT name FROM objects WHERE id = queue_total.queue), puts, gets, depth, max_depth,
  depth_time / nullif(last - first, 0), dwell_ns / nullif(measured, 0), iif(measured > 0, max_dwell_ns, NULL),
  first, last
FROM queue_total;

-- How long items stayed in a queue, over the whole run.
CREATE VIEW queue_histograms(
  queue,  -- the queue
  bucket, -- floor(8 * log2(ns + 1)): 9 % wide each
  count   -- how many stays
) AS
SELECT queue, bucket, n
FROM queue_histogram;
