-- Places whose timers had their turn late; the worst of each.
SELECT
  function, file, line, object_name, count(*) AS count, max(value) AS late_ns, CAST(total(value) AS INTEGER) AS total_ns,
  at, thread, task
FROM marks
WHERE kind = 'timer_late'
  AND value >= :threshold
GROUP BY function, file, line, object_name
ORDER BY max(value) DESC, at
LIMIT :limit;
