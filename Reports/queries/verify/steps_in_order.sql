-- Two runs of one task overlap, or a wait began before the run before it had ended. Ends that were equal
-- were kept apart by 1 ns each, so some nanoseconds do not count.
WITH ordered AS (
  SELECT
    task, ended - run_ns - ifnull(ready_ns, 0) - ifnull(wait_ns, 0) AS began, ended,
    lag(ended) OVER (PARTITION BY task ORDER BY ended) AS previous_ended
  FROM step
)
SELECT task, began, previous_ended
FROM ordered
WHERE began < previous_ended - 1000
LIMIT :limit;
