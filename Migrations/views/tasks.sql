-- Tasks, and what each was doing when.

-- A task.
CREATE VIEW tasks(
  id,               -- the task's number: the runtime's own, plus 2^32 for each process before its own
  name,             -- the name it was given, NULL if none
  label,            -- its name, else the function it runs, else '(unknown)'
  parent,           -- the task that created it, NULL if none
  kind,             -- unstructured, child, group_child, async_let, preexisting or loop
  priority,         -- its priority when created
  created,          -- when it was created
  ended,            -- when it ended, NULL while alive
  outcome,          -- ok, threw, cancelled or alive
  duration_ns,      -- from created to ended, NULL while alive
  run_ns,           -- time it ran, up to its last finished step
  ready_ns,         -- time it could have run but did not
  wait_ns,          -- time it waited for something
  steps,            -- how often it ran
  function,         -- the function it runs
  file,             -- the file of that function
  line,             -- the line of that function
  created_function, -- the function that created it
  created_file,     -- the file of that place
  created_line,     -- the line of that place
  created_stack     -- that place and its callers: see the view stacks
) AS
SELECT
  id,
  (SELECT text FROM string WHERE id = task.name),
  coalesce(
    (SELECT text FROM string WHERE id = task.name),
    (SELECT function FROM sites WHERE id = task.entry),
    '(unknown)'
  ),
  parent,
  (SELECT text FROM name WHERE domain = 'task_kind' AND id = task.kind),
  priority,
  created,
  ended,
  CASE
    WHEN ended IS NULL THEN 'alive'
    ELSE (SELECT text FROM name WHERE domain = 'outcome' AND id = task.outcome)
  END,
  ended - created,
  run_ns,
  ready_ns,
  wait_ns,
  steps,
  (SELECT function FROM sites WHERE id = task.entry),
  (SELECT file FROM sites WHERE id = task.entry),
  (SELECT line FROM sites WHERE id = task.entry),
  (SELECT function FROM sites WHERE id = task.site),
  (SELECT file FROM sites WHERE id = task.site),
  (SELECT line FROM sites WHERE id = task.site),
  created_stack
FROM task;

-- A stretch of a task's life: running, ready or waiting. What a timeline draws.
CREATE VIEW task_states(
  task,        -- the task
  state,       -- created, ready, running or waiting
  at,          -- when it began
  duration_ns, -- how long it lasted, NULL while it lasts
  thread,      -- where it ran, if running
  reason       -- what it waited for, if waiting
) AS
SELECT task, 'running', ended - run_ns, run_ns, thread, NULL
FROM step
UNION ALL
SELECT task, 'ready', ended - run_ns - ready_ns, ready_ns, NULL, NULL
FROM step
WHERE ready_ns > 0
UNION ALL
SELECT
  task, 'waiting', ended - run_ns - coalesce(ready_ns, 0) - wait_ns, wait_ns, NULL,
  (SELECT text FROM name WHERE domain = 'wait_reason' AND id = step.reason)
FROM step
WHERE wait_ns IS NOT NULL
UNION ALL
SELECT
  task,
  (SELECT text FROM name WHERE domain = 'task_state' AND id = open_task.state),
  since,
  NULL,
  thread,
  CASE
    WHEN state = 4 THEN (SELECT text FROM name WHERE domain = 'wait_reason' AND id = open_task.reason)
  END
FROM open_task
UNION ALL
SELECT task, 'ready', since - ready_ns, ready_ns, NULL, NULL
FROM open_task
WHERE state = 3 AND ready_ns > 0
UNION ALL
SELECT
  task, 'waiting', since - iif(state = 3, coalesce(ready_ns, 0), 0) - wait_ns, wait_ns, NULL,
  (SELECT text FROM name WHERE domain = 'wait_reason' AND id = open_task.reason)
FROM open_task
WHERE state IN (2, 3) AND wait_ns IS NOT NULL;

-- The tasks of one name: how long they took. Exact percentiles, by nearest rank.
CREATE VIEW task_latency(
  name,      -- the given name, else the function they run, else '(unknown)'
  count,     -- tasks of that name
  p50_ns,    -- half of those that ended took at most this long
  p95_ns,    -- 95 of 100 that ended
  p99_ns,    -- 99 of 100 that ended
  max_ns,    -- the longest that ended
  total_ns,  -- sum over those that ended, NULL if none did
  failed,    -- how many threw
  cancelled, -- how many ended by cancellation
  alive,     -- how many had not ended
  run_ns,    -- time they ran
  ready_ns,  -- time they could have run but did not
  wait_ns    -- time they waited
) AS
WITH
named AS (
  SELECT
    coalesce(task.name, (SELECT function FROM site WHERE id = task.entry)) AS string,
    task.ended - task.created AS duration, task.ended, task.outcome, task.run_ns, task.ready_ns, task.wait_ns
  FROM task
),
sums AS (
  SELECT
    string, count(*) AS count, max(duration) AS max_ns, sum(duration) AS total_ns,
    sum(outcome IS 1) AS failed, sum(outcome IS 2) AS cancelled, sum(ended IS NULL) AS alive,
    sum(run_ns) AS run_ns, sum(ready_ns) AS ready_ns, sum(wait_ns) AS wait_ns, count(duration) AS measured
  FROM named
  GROUP BY string
),
ranked AS (
  SELECT string, duration, row_number() OVER (PARTITION BY string ORDER BY duration) AS rank
  FROM named
  WHERE duration IS NOT NULL
),
percentiles AS (
  SELECT
    ranked.string,
    max(iif(rank = (measured * 50 + 99) / 100, duration, NULL)) AS p50_ns,
    max(iif(rank = (measured * 95 + 99) / 100, duration, NULL)) AS p95_ns,
    max(iif(rank = (measured * 99 + 99) / 100, duration, NULL)) AS p99_ns
  FROM ranked
  JOIN sums ON sums.string IS ranked.string
  GROUP BY ranked.string
)
SELECT
  coalesce((SELECT text FROM string WHERE id = sums.string), '(unknown)'),
  count, p50_ns, p95_ns, p99_ns, max_ns, total_ns, failed, cancelled, alive,
  run_ns, ready_ns, wait_ns
FROM sums
LEFT JOIN percentiles ON percentiles.string IS sums.string;
