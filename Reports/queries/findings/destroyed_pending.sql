-- Tasks that were thrown away before they had ended. The object is the task's future, which knows where it was made.
SELECT
  marks.text, marks.at, marks.task, marks.task_name, marks.object_name,
  coalesce(marks.function, objects.function) AS function, iif(marks.function IS NULL, objects.file, marks.file) AS file,
  iif(marks.function IS NULL, objects.line, marks.line) AS line
FROM marks
LEFT JOIN objects ON objects.id = marks.object
WHERE marks.kind = 'destroyed_pending'
ORDER BY marks.at
LIMIT :limit;
