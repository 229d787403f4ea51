-- Threads that run one actor or one loop alone: the first of each process, and those that have run callbacks of a loop.
SELECT thread.id AS thread
FROM thread
JOIN process ON process.id = thread.process AND process.pid = thread.tid
UNION
SELECT DISTINCT thread
FROM callback
WHERE thread IS NOT NULL AND kind IN (1, 2);
