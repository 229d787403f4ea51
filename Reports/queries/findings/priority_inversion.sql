-- A wait for a lock that a task of lower priority ended, which had held it: the place is where that had acquired it.
SELECT
  waiting.id AS task, waiting.label, waiting.priority, holding.label AS holder_label,
  holding.priority AS holder_priority, :from AS at, :woken - :from AS wait_ns, released.object_name AS lock_name,
  acquired.function, acquired.file, acquired.line
FROM tasks AS waiting
JOIN tasks AS holding ON holding.id = :holder
-- What the holder did just before the other was woken, with the number of the holding that it ended.
JOIN (
  SELECT at, object, object_name, value & 0xffffffff AS holding
  FROM marks
  WHERE kind = 'lock_release' AND task = :holder AND at BETWEEN :from AND :woken + 100
  ORDER BY at DESC
  LIMIT 1
) AS released
LEFT JOIN (
  SELECT object, value & 0xffffffff AS holding, function, file, line
  FROM marks
  WHERE kind = 'lock_acquire' AND task = :holder AND at BETWEEN :from - 1000000000 AND :woken
  ORDER BY at DESC
  LIMIT 100
) AS acquired ON acquired.object = released.object AND acquired.holding = released.holding
WHERE waiting.id = :task
  AND holding.priority < waiting.priority
LIMIT 1;
