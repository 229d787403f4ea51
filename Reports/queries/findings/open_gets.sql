-- Tasks that waited for a queue's next item at the end.
SELECT task, object AS queue, since, site
FROM open_steps
WHERE state = 'waiting' AND reason = 'queue_get' AND object IS NOT NULL;
