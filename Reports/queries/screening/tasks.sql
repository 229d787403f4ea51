-- Every task with what its steps are compared to.
SELECT id, created, ended, kind = 5 AS is_preexisting, run_ns, ready_ns, wait_ns, steps
FROM task
ORDER BY id;
