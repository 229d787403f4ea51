-- Places that held up a thread for longer than the threshold; the worst first. Those apart that are long only by what the
-- code has declared to be so on purpose. Reports of a loop on its iterations are another rule's.
WITH slow AS (
  SELECT
    function, file, line, duration_ns, threshold_ns, at, ended, task, task_name, thread, message,
    duration_ns - (
      SELECT total(value)
      FROM marks
      WHERE marks.at BETWEEN slow_callbacks.at AND slow_callbacks.ended
        AND marks.kind = 'blocking_end' AND marks.thread = slow_callbacks.thread
    ) < threshold_ns AS is_intended
  FROM slow_callbacks
  WHERE message IS NULL OR message NOT LIKE 'Iteration of %'
),
places AS (
  SELECT
    function, file, line, is_intended, count(*) AS count, max(duration_ns) AS max_ns,
    sum(duration_ns) AS total_ns, threshold_ns, at, ended, task, task_name, thread, message,
    iif(count(DISTINCT task_name) = 1 AND count(task_name) = count(*), task_name, NULL) AS only_task_name
  FROM slow
  GROUP BY function, file, line, is_intended
)
SELECT
  function, file, line, is_intended, count, max_ns, total_ns, threshold_ns, at, task, task_name, thread, message,
  only_task_name,
  CASE WHEN is_intended THEN (
    SELECT text
    FROM marks
    WHERE marks.at BETWEEN places.at AND places.ended
      AND marks.kind = 'blocking_end' AND marks.thread = places.thread
    LIMIT 1
  ) END AS intention
FROM places
ORDER BY is_intended, max_ns DESC, at
LIMIT :limit;
