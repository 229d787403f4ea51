-- Callbacks that are not a task's step, the longest: of an event loop, a timer or a future.
SELECT ended, duration_ns, kind, object, object_name, thread, function, file, line, total_rows
FROM (
  SELECT
    ended, duration_ns, kind, object, (SELECT name FROM objects WHERE id = callbacks.object) AS object_name,
    thread, function, file, line, count(*) OVER () AS total_rows
  FROM callbacks
  WHERE kind <> 'step'
  ORDER BY duration_ns DESC
  LIMIT :limit
)
ORDER BY ended;
