-- What living tasks were doing when the trace ended, and the wait before it.
SELECT
  open_steps.task, open_steps.state, open_steps.since, open_steps.wait_ns, open_steps.ready_ns,
  open_steps.reason, sites.function, sites.file, sites.line
FROM open_steps
LEFT JOIN sites ON sites.id = open_steps.site
ORDER BY open_steps.task;
