-- The processes, with the beginning and the end of their recording.
SELECT id, pid, executable, started, ended
FROM process
ORDER BY id;
