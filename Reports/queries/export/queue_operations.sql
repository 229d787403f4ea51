-- Every put and get in the order of time, in the numbers of its table: to be gone through once.
SELECT at, queue, op, depth, item, dwell_ns, task, thread, site
FROM queue_op
ORDER BY at;
