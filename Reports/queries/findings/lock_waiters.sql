-- How many tasks waited for a lock at the end.
SELECT count(*) AS tasks
FROM open_steps
WHERE state = 'waiting' AND reason = 'lock' AND object = :lock;
