-- An item was got from a queue whose put is in the trace later, or twice; or never put while nothing was lost.
WITH
puts AS (
  SELECT queue, item, min(at) AS at
  FROM queue_op
  WHERE op = 1 AND item IS NOT NULL
  GROUP BY queue, item
),
gets AS (
  SELECT queue, item, min(at) AS at, count(*) AS count, min(at - dwell_ns) AS put
  FROM queue_op
  WHERE op = 2 AND item IS NOT NULL
  GROUP BY queue, item
)
SELECT gets.queue, gets.item, gets.at AS got, puts.at AS put, gets.count
FROM gets
LEFT JOIN puts ON puts.queue = gets.queue AND puts.item = gets.item
WHERE gets.count > 1
  OR puts.at > gets.at
  OR puts.at IS NULL
    AND NOT EXISTS (SELECT 1 FROM gap)
    AND EXISTS (SELECT 1 FROM object WHERE object.id = gets.queue AND object.created IS NOT NULL)
    AND EXISTS (
      SELECT 1 FROM kept_windows AS kept
      WHERE (kept.first = 0 OR kept.first + 1000 <= gets.put) AND (kept.last IS NULL OR gets.put <= kept.last)
    )
LIMIT :limit;
