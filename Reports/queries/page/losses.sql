-- Each gap: what was not kept, when, and on which thread.
SELECT first, last, (SELECT coalesce(name, 'thread ' || tid) FROM thread WHERE id = losses.thread) AS thread, events, reason
FROM losses
ORDER BY first;
