-- Ended waits for actors, queues, events, locks and conditions, and the runs behind them, in the order of time.
SELECT ended, run_ns, task, coalesce(ready_ns, 0), wait_ns, reason, object, coalesce(site, 0)
FROM step
WHERE reason IN (4, 20, 21, 22, 24, 26) AND wait_ns IS NOT NULL AND object IS NOT NULL;
