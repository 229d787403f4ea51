-- Every task in the numbers of its table: to be gone through once.
SELECT id, name, entry, kind, outcome, parent, created, ended, run_ns, ready_ns, wait_ns, steps, site, created_stack
FROM task;
