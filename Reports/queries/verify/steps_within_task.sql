-- A step of a task lies outside of the task's life, or belongs to no task.
SELECT step.task, step.ended - step.run_ns AS began, step.ended, task.created, task.ended AS task_ended
FROM step
LEFT JOIN task ON task.id = step.task
WHERE task.id IS NULL OR step.ended - step.run_ns < task.created OR step.ended > task.ended + 1000
LIMIT :limit;
