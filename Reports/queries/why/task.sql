-- What is known of a task.
SELECT
  id, name, label, parent, (SELECT label FROM tasks AS parents WHERE parents.id = tasks.parent) AS parent_label,
  kind, priority, created, ended, outcome, function, file, line, created_function, created_file, created_line
FROM tasks
WHERE id = :task;
