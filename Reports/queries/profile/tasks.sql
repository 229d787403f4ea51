-- Every task, as far as names are compared: to be gone through once, in the numbers of its table.
SELECT name, entry, created, ended, outcome, run_ns, ready_ns, wait_ns
FROM task;
