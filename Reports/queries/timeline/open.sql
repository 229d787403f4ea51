-- What living tasks were doing when the trace ended, and the wait before it.
SELECT
  task, state, since, wait_ns, ready_ns, reason,
  (SELECT reason FROM open_task WHERE task = open_steps.task) AS reason_number, waker_task, site
FROM open_steps
ORDER BY task;
