-- No run was longer: of slow ones each is kept; where nobody has looked for those, all runs are gone through.
SELECT
  CASE
    WHEN EXISTS (SELECT 1 FROM meta WHERE key = 'slow_callback_ns') THEN
      max(
        (SELECT value FROM meta WHERE key = 'slow_callback_ns'),
        coalesce((SELECT max(duration_ns) FROM slow_callback), 0)
      )
    ELSE
      max(
        coalesce((SELECT max(run_ns) FROM step), 0), coalesce((SELECT max(run_ns) FROM callback), 0)
      )
  END AS duration_ns;
