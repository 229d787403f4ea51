-- What a task did while it held a lock: how long it waited and ran in that time, and for what it waited longest.
WITH
ends AS (
  -- The step in which it was released; NULL where the task has not finished that.
  SELECT min(ended) AS at
  FROM steps
  WHERE task = :task AND ended >= :to
),
inside AS (
  SELECT
    min(ended, :to) - max(ended - run_ns, :from) AS ran_ns,
    -- It has the lock as soon as that is handed to it, and may be told of it later: that is no wait of its own.
    iif(
      reason IS 'lock' AND object IS :lock,
      0,
      min(ended - run_ns - coalesce(ready_ns, 0), :to) - max(ended - run_ns - coalesce(ready_ns, 0) - wait_ns, :from)
    ) AS waited_ns,
    reason, site
  FROM steps
  WHERE task = :task
    AND ended > :from
    AND ended <= coalesce((SELECT at FROM ends), :to)
  UNION ALL
  SELECT 0, :to - max(since, :from), reason, site
  FROM open_steps
  WHERE task = :task AND state = 'waiting'
)
SELECT
  coalesce(sum(max(ran_ns, 0)), 0) AS ran_ns, coalesce(sum(max(waited_ns, 0)), 0) AS waited_ns,
  max(max(waited_ns, 0)) AS longest_ns, reason, function, file, line
FROM inside
LEFT JOIN sites ON sites.id = inside.site;
