-- Callbacks that ran so long, and what runs since then and has not ended; the longest first.
SELECT ended, run_ns, task, thread, site
FROM callback
WHERE run_ns >= :threshold
UNION ALL
-- It goes on behind the end.
SELECT :now + 1, :now + 1 - since, task, thread, site
FROM open_task
WHERE state = 3 AND :now - since >= :threshold
ORDER BY 2 DESC
LIMIT 2048;
