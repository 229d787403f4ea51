-- Every step, as far as places are compared: to be gone through once, in the numbers of its table.
SELECT site, run_ns, ready_ns, wait_ns, reason, object
FROM step;
