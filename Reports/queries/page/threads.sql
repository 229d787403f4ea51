-- The threads by name, with the system's own number.
SELECT id, tid, coalesce(name, 'thread ' || tid) AS label
FROM thread;
