-- The threads, with the number of their process in the system.
SELECT id, process, tid, name
FROM thread
ORDER BY id;
