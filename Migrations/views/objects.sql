-- Traced objects: queues, events, futures, event loops, locks; actors and executors that tasks hopped to.

-- A traced object.
CREATE VIEW objects(
  id,       -- its number in this trace
  kind,     -- queue, event, future, event_loop, lock, semaphore, condition, barrier, handle, actor, executor or timeout
  name,     -- the name it was given, of an actor or executor the name of its type; NULL if none
  created,  -- when it was made; of an actor or executor NULL: it is known from the first hop to it
  ended,    -- when it was closed or released, NULL if it was not
  function, -- the function that made it
  file,     -- the file of that place
  line      -- the line of that place
) AS
SELECT
  id,
  (SELECT text FROM name WHERE domain = 'object_kind' AND id = object.kind),
  (SELECT text FROM string WHERE id = object.name),
  created,
  ended,
  (SELECT function FROM sites WHERE id = object.site),
  (SELECT file FROM sites WHERE id = object.site),
  (SELECT line FROM sites WHERE id = object.site)
FROM object;

-- A put into a queue or a get from one.
CREATE VIEW queue_operations(
  at,         -- when it happened
  operation,  -- put or get
  queue,      -- the queue
  queue_name, -- the name the queue was given
  depth,      -- items in the queue after it
  item,       -- the item: the how-manieth put of this queue
  dwell_ns,   -- of a get: how long the item had been in the queue
  task,       -- the task that did it
  task_name,  -- the name the task was given
  thread,     -- the thread it ran on
  function,   -- the function that did it
  file,       -- the file of that place
  line,       -- the line of that place
  item_text   -- of a put: what the program said of the item, where it was asked to
) AS
SELECT
  at,
  (SELECT text FROM name WHERE domain = 'queue_op' AND id = queue_op.op),
  queue,
  (SELECT name FROM objects WHERE id = queue_op.queue),
  depth,
  item,
  dwell_ns,
  task,
  (SELECT name FROM tasks WHERE id = queue_op.task),
  thread,
  (SELECT function FROM sites WHERE id = queue_op.site),
  (SELECT file FROM sites WHERE id = queue_op.site),
  (SELECT line FROM sites WHERE id = queue_op.site),
  (SELECT text FROM string WHERE id = queue_op.text)
FROM queue_op;

-- A queue: what went through it. Exact percentiles, by nearest rank.
CREATE VIEW queues(
  id,              -- the queue
  name,            -- the name it was given
  puts,            -- items put
  gets,            -- items got
  gets_per_second, -- from its first to its last operation
  depth,           -- items in it after its last operation
  max_depth,       -- the most items that were ever in it
  dwell_p50_ns,    -- half of the items stayed at most this long
  dwell_p95_ns,    -- 95 of 100 items
  dwell_p99_ns,    -- 99 of 100 items
  dwell_max_ns,    -- the longest stay
  first,           -- when its first operation happened
  last,            -- when its last operation happened
  function,        -- the function that made it
  file,            -- the file of that place
  line             -- the line of that place
) AS
WITH
sums AS (
  SELECT
    queue, sum(op = 1) AS puts, sum(op = 2) AS gets, max(depth) AS max_depth, min(at) AS first,
    max(at) AS last, count(dwell_ns) AS measured, max(dwell_ns) AS dwell_max_ns
  FROM queue_op
  GROUP BY queue
),
ranked AS (
  SELECT queue, dwell_ns, row_number() OVER (PARTITION BY queue ORDER BY dwell_ns) AS rank
  FROM queue_op
  WHERE dwell_ns IS NOT NULL
),
percentiles AS (
  SELECT
    ranked.queue,
    max(iif(rank = (measured * 50 + 99) / 100, dwell_ns, NULL)) AS p50_ns,
    max(iif(rank = (measured * 95 + 99) / 100, dwell_ns, NULL)) AS p95_ns,
    max(iif(rank = (measured * 99 + 99) / 100, dwell_ns, NULL)) AS p99_ns
  FROM ranked
  JOIN sums ON sums.queue = ranked.queue
  GROUP BY ranked.queue
)
SELECT
  sums.queue,
  objects.name,
  puts,
  gets,
  CASE WHEN last > first THEN gets * 1e9 / (last - first) END,
  (SELECT depth FROM queue_op WHERE at = sums.last),
  max_depth,
  p50_ns,
  p95_ns,
  p99_ns,
  dwell_max_ns,
  first,
  last,
  objects.function,
  objects.file,
  objects.line
FROM sums
LEFT JOIN percentiles ON percentiles.queue = sums.queue
LEFT JOIN objects ON objects.id = sums.queue;

-- What happened at an object, or to a task, beside its runs and waits; also the user's own marks.
CREATE VIEW marks(
  at,          -- when it happened
  kind,        -- event_set, lock_acquire, future_resolve, timer, mark, never_retrieved, anomaly ...
  task,        -- the task in which it happened
  task_name,   -- the name that task was given
  thread,      -- the thread on which it happened
  object,      -- the object it happened to
  object_name, -- the name that object was given
  text,        -- the words that belong to it
  value,       -- its first number: waiters woken, callbacks scheduled, delay in nanoseconds ...
  detail,      -- its second number
  function,    -- the function that did it
  file,        -- the file of that place
  line         -- the line of that place
) AS
SELECT
  at,
  (SELECT text FROM name WHERE domain = 'mark_kind' AND id = mark.kind),
  task,
  (SELECT name FROM tasks WHERE id = mark.task),
  thread,
  object,
  (SELECT name FROM objects WHERE id = mark.object),
  (SELECT text FROM string WHERE id = mark.text),
  a,
  b,
  (SELECT function FROM sites WHERE id = mark.site),
  (SELECT file FROM sites WHERE id = mark.site),
  (SELECT line FROM sites WHERE id = mark.site)
FROM mark;
