-- How each task that ended a step since :from spent the time from then to :to.
SELECT
  task, count(*) AS steps,
  sum(max(0, min(ended, :to) - max(ended - run_ns, :from))) AS run_ns,
  sum(max(0, min(ended - run_ns, :to) - max(ended - run_ns - coalesce(ready_ns, 0), :from))) AS ready_ns,
  sum(
    max(
      0,
      min(ended - run_ns - coalesce(ready_ns, 0), :to)
        - max(ended - run_ns - coalesce(ready_ns, 0) - coalesce(wait_ns, 0), :from)
    )
  ) AS wait_ns
FROM step
WHERE ended > :from
GROUP BY task;
