-- What went through queues, item by item.

-- An item of a queue: its put and its get. One of the two is missing where it was not recorded, or has not happened.
CREATE VIEW queue_items(
  queue,       -- the queue
  queue_name,  -- the name the queue was given
  item,        -- the item: the how-manieth put of this queue
  put_at,      -- when it was put
  put_by,      -- the task that put it
  put_by_name, -- the name that task was given
  blocked_ns,  -- how long that task had waited for room, NULL if it need not wait
  got_at,      -- when it was got, NULL if it was not
  got_by,      -- the task that got it
  got_by_name, -- the name that task was given
  dwell_ns,    -- how long it was in the queue
  depth,       -- items in the queue after its put
  item_text    -- what the program said of the item, where it was asked to
) AS
WITH
-- Waits for room that are over, with the moments between which what they led to has happened.
waits AS (
  SELECT
    task, object AS queue, ended - run_ns AS resumed, ended, wait_ns + coalesce(ready_ns, 0) AS blocked_ns
  FROM step
  WHERE reason = 21 AND wait_ns IS NOT NULL
  UNION ALL
  SELECT task, object, since, NULL, wait_ns + coalesce(ready_ns, 0)
  FROM open_task
  WHERE state = 3 AND reason = 21 AND wait_ns IS NOT NULL
),
-- The puts of a task into a queue, among its waits: a put belongs to the waits since the put before it.
sequence AS (
  SELECT queue, task, resumed AS at, 0 AS is_put, NULL AS item, ended, blocked_ns
  FROM waits
  UNION ALL
  SELECT queue, task, at, 1, item, NULL, NULL
  FROM queue_op
  WHERE op = 1
),
numbered AS (
  SELECT
    queue, task, at, is_put, item, ended, blocked_ns,
    sum(is_put) OVER (
      PARTITION BY queue, task ORDER BY at, is_put ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS puts_before
  FROM sequence
),
blocked AS (
  SELECT queue, max(item) AS item, sum(blocked_ns) AS blocked_ns
  FROM numbered
  GROUP BY queue, task, coalesce(puts_before, 0)
  -- In the step that the wait led to: a wait that was cancelled has led to no put.
  HAVING max(iif(is_put, at, NULL)) <= max(iif(is_put, NULL, coalesce(ended, 9223372036854775807)))
),
-- Grouped, not joined: no row is looked for.
parts AS (
  SELECT queue, item, op, at, task, dwell_ns, depth, text, NULL AS blocked_ns
  FROM queue_op
  UNION ALL
  SELECT queue, item, NULL, NULL, NULL, NULL, NULL, NULL, blocked_ns
  FROM blocked
),
items AS (
  SELECT
    queue, item, max(iif(op = 1, at, NULL)) AS put_at, max(iif(op = 1, task, NULL)) AS put_by,
    max(blocked_ns) AS blocked_ns, max(iif(op = 2, at, NULL)) AS got_at,
    max(iif(op = 2, task, NULL)) AS got_by, max(dwell_ns) AS dwell_ns,
    max(iif(op = 1, depth, NULL)) AS depth, max(text) AS text
  FROM parts
  GROUP BY queue, item
)
SELECT
  queue,
  (SELECT name FROM objects WHERE id = items.queue),
  item,
  put_at,
  put_by,
  (SELECT name FROM tasks WHERE id = items.put_by),
  blocked_ns,
  got_at,
  got_by,
  (SELECT name FROM tasks WHERE id = items.got_by),
  dwell_ns,
  depth,
  (SELECT text FROM string WHERE id = items.text)
FROM items;
