-- Each gap: what was not kept, and when.
SELECT coalesce(first, last, 0) AS first, coalesce(last, first, 0) AS last, thread, events, reason, coalesce(process, 1) AS process
FROM losses
ORDER BY first;
