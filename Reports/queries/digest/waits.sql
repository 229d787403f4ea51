-- Waits for actors, queues, events, locks and conditions that are over, and the runs behind them, in the order of time
-- and the numbers of the table: to be gone through once.
SELECT ended, run_ns, task, coalesce(ready_ns, 0), wait_ns, reason, object, coalesce(site, 0)
FROM step
WHERE reason IN (4, 20, 21, 22, 24, 26) AND wait_ns IS NOT NULL AND object IS NOT NULL;
