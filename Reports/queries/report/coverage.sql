-- The stretches of time of which there are details, and whether a flight recorder chose them. One row without `first`
-- where there are none.
SELECT
  kept_windows.first, coalesce(kept_windows.last, trace.duration_ns) AS last, kept_windows.last IS NULL AS is_open,
  kept_windows.reason, trace.is_flight
FROM trace
LEFT JOIN kept_windows
ORDER BY kept_windows.first;
