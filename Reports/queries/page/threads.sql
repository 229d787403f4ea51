-- The threads by name.
SELECT id, coalesce(name, 'thread ' || tid) AS label
FROM thread;
