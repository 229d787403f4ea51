-- The item that stayed longest in a queue, and how many that were put later were got before it.
WITH outlier AS (
  SELECT queue, item, at AS got_at, dwell_ns, task AS got_by, function, file, line
  FROM queue_operations
  WHERE queue = :queue AND operation = 'get'
  ORDER BY dwell_ns DESC
  LIMIT 1
),
put AS (
  SELECT at, task, function, file, line
  FROM queue_operations
  WHERE queue = :queue AND operation = 'put' AND item = (SELECT item FROM outlier)
)
SELECT
  outlier.item, outlier.dwell_ns, coalesce(put.at, outlier.got_at - outlier.dwell_ns) AS at,
  put.task, (SELECT label FROM tasks WHERE id = put.task) AS task_name, put.function, put.file, put.line,
  (
    SELECT count(*)
    FROM queue_operations
    WHERE queue = :queue
      AND operation = 'get'
      AND at BETWEEN outlier.got_at - outlier.dwell_ns AND outlier.got_at
      AND item > outlier.item
  ) AS overtaken_by,
  (SELECT name FROM objects WHERE id = :queue) AS name
FROM outlier
LEFT JOIN put;
