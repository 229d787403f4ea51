-- Every task that lived between :from and :to, in the numbers of its table: to be gone through once.
SELECT
  id, parent, kind, name, (SELECT function FROM site WHERE id = task.entry) AS function, created, ended, outcome,
  priority, run_ns, ready_ns, wait_ns, steps, entry
FROM task
WHERE coalesce(created, :from) <= :to AND coalesce(ended, :to) >= :from
ORDER BY id;
