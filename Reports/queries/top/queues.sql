-- The queues that are not empty, or in which something was done since :from: the fullest first.
WITH
recent AS (
  -- The depth is that of the last operation.
  SELECT queue, sum(op = 1) AS puts, sum(op = 2) AS gets, depth, max(at)
  FROM queue_op
  WHERE at > :from
  GROUP BY queue
),
ids AS (
  SELECT queue FROM queue_total WHERE depth > 0
  UNION
  SELECT queue FROM recent
)
SELECT
  ids.queue AS id, coalesce(queue_total.depth, recent.depth) AS depth, coalesce(recent.puts, 0) AS puts,
  coalesce(recent.gets, 0) AS gets
FROM ids
LEFT JOIN queue_total ON queue_total.queue = ids.queue
LEFT JOIN recent ON recent.queue = ids.queue
ORDER BY 2 DESC, coalesce(recent.puts, 0) + coalesce(recent.gets, 0) DESC, 1
LIMIT 32;
