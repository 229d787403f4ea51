-- The first task of each process that is not older than the trace.
SELECT id >> 32 AS process, min(id) AS id
FROM task
WHERE kind <> 5
GROUP BY 1;
