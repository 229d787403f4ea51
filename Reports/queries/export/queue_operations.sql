-- Every put and get between :from and :to in the order of time, in the numbers of its table: to be gone through once.
SELECT at, queue, op, depth, item, dwell_ns, task, thread, site
FROM queue_op
WHERE at BETWEEN :from AND :to
ORDER BY at;
