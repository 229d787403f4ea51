-- A time or a duration is negative.
SELECT 'step' AS what, ended AS id, min(ended - run_ns, run_ns, ifnull(ready_ns, 0), ifnull(wait_ns, 0)) AS value
FROM step
WHERE run_ns < 0 OR ready_ns < 0 OR wait_ns < 0 OR ended - run_ns < 0
UNION ALL
SELECT 'task', id, min(run_ns, ready_ns, wait_ns, steps, ifnull(created, 0))
FROM task
WHERE run_ns < 0 OR ready_ns < 0 OR wait_ns < 0 OR steps < 0 OR created < 0
UNION ALL
SELECT 'callback', ended, run_ns
FROM callback
WHERE run_ns < 0 OR ended - run_ns < 0
UNION ALL
SELECT 'queue_op', at, dwell_ns
FROM queue_op
WHERE dwell_ns < 0 OR depth < 0
LIMIT :limit;
