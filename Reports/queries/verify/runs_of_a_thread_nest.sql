-- Two tasks ran on one thread, and neither within the other: a run began within another one and outlived it (ends
-- that were equal were kept apart by 1 ns each).
WITH ordered AS (
  SELECT
    thread, task, ended - run_ns AS began, ended,
    max(ended) OVER (
      PARTITION BY thread ORDER BY ended - run_ns, ended DESC
      ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS before
  FROM step
)
SELECT thread, task, began, ended, before
FROM ordered
WHERE began < before - 1000 AND ended > before + 1000
LIMIT :limit;
