-- The living task that a future stands for: made at the same place with the same name, right after it.
SELECT tasks.id AS task
FROM objects
JOIN open_steps
JOIN tasks ON tasks.id = open_steps.task
WHERE objects.id = :future
  AND tasks.name = objects.name
  AND tasks.created_file = objects.file
  AND tasks.created_line = objects.line
  AND tasks.created >= objects.created;
