-- What became of each request to cancel: those that were not heeded first, of these those that took longest.
SELECT
  at, task, label, by_task, by_name, cause, function, file, line, reason, wait_function, wait_file, wait_line,
  cut_wait, delivered_at, delivery_ns, ended_at, end_ns, outcome, verdict
FROM cancellation_ledger
WHERE :verdict IS NULL OR verdict = :verdict
ORDER BY
  CASE verdict
    WHEN 'swallowed' THEN 1
    WHEN 'ignored' THEN 2
    WHEN 'late' THEN 3
    WHEN 'pending' THEN 4
    WHEN 'unnoticed' THEN 5
    ELSE 6
  END,
  end_ns DESC, at;
