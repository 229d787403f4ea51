-- What a task did last: its steps since :from, the last one first.
SELECT ended, run_ns, ready_ns, wait_ns, reason, site
FROM step
WHERE task = :task AND ended > :from
ORDER BY ended DESC
LIMIT :limit;
