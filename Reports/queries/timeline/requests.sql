-- Requests to cancel a task, in the order of time.
SELECT at, task, by_task
FROM cancellation
ORDER BY at
LIMIT :limit;
