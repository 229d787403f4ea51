-- The tasks that wait for this one.
SELECT task, (SELECT label FROM tasks WHERE id = open_task.task) AS label, count(*) OVER () AS total_rows
FROM open_task
WHERE state = 4 AND reason IN (1, 7) AND object = :task
ORDER BY task
LIMIT :limit;
