-- The name of a thread, and its number in the system.
SELECT name, tid
FROM thread
WHERE id = :thread;
