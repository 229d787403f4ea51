-- A task: what it is, what it has done, and what it is doing if it lives.
SELECT
  tasks.id, tasks.label, tasks.parent, (SELECT label FROM tasks AS parents WHERE parents.id = tasks.parent) AS parent_name,
  tasks.kind, tasks.created, tasks.ended, tasks.outcome, tasks.run_ns, tasks.ready_ns, tasks.wait_ns, tasks.steps,
  tasks.created_function, tasks.created_file, tasks.created_line,
  (SELECT text FROM name WHERE domain = 'task_state' AND id = open_task.state) AS state, open_task.since,
  open_task.reason, open_task.object, open_task.site, open_task.stack
FROM tasks
LEFT JOIN open_task ON open_task.task = tasks.id
WHERE tasks.id = :task;
