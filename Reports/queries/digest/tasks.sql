-- Every task in the numbers of its table: to be gone through once.
SELECT id, name, entry, created, ended, outcome, run_ns, ready_ns, wait_ns, steps, parent, site
FROM task;
