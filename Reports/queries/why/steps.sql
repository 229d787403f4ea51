-- The steps of a task, in the numbers of their table; of who was awaited and who woke it, what they are called by.
SELECT
  step.ended, step.run_ns, step.thread, step.ready_ns, step.wait_ns, step.reason, step.object, step.site,
  step.waker, step.waker_thread,
  awaited.name, awaited.entry,
  waking.name, waking.entry
FROM step
LEFT JOIN task AS awaited ON awaited.id = step.object AND step.reason IN (1, 7)
LEFT JOIN task AS waking ON waking.id = step.waker
WHERE step.ended BETWEEN :from AND :to AND step.task = :task
ORDER BY step.ended;
