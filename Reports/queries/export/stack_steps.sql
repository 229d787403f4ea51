-- Every step that ran between :from and :to in the numbers of its table: what is added up by stack.
SELECT task, run_ns, ready_ns, wait_ns, reason, object, site, stack
FROM step
WHERE ended >= :from AND ended - run_ns <= :to;
