-- What the invariants of steps ask of the trace: numbers are numbers in the tables that are gone through, there were
-- losses, it was closed, steps were dropped, waits were added up.
SELECT
  (SELECT count(*) FROM pragma_table_list WHERE schema = 'main' AND name IN ('task', 'step') AND strict) = 2 AS is_strict,
  EXISTS (SELECT 1 FROM gap) AS has_losses,
  (SELECT value FROM meta WHERE key = 'state') IS 'closed' AS is_closed,
  EXISTS (SELECT 1 FROM dropped WHERE what = 1) AS has_dropped,
  EXISTS (SELECT 1 FROM wait_total) AS has_wait_totals;
