-- What every task that waited at the end waited for.
SELECT task, reason, object, since, coalesce(site, 0) AS site
FROM open_steps
WHERE state = 'waiting';
