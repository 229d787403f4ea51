-- What living tasks were doing when the trace ended.
SELECT
  task_states.task, task_states.state, task_states.at, task_states.reason, waiting.function, waiting.file, waiting.line
FROM task_states
LEFT JOIN (
  SELECT task, function, file, line
  FROM awaits
  WHERE duration_ns IS NULL
) AS waiting ON waiting.task = task_states.task
WHERE task_states.duration_ns IS NULL
ORDER BY task_states.task;
