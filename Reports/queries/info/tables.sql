-- How many rows each table of happenings has.
SELECT 'tasks' AS name, count(*) AS rows FROM task
UNION ALL SELECT 'steps', count(*) FROM step
UNION ALL SELECT 'callbacks', count(*) FROM callback
UNION ALL SELECT 'objects', count(*) FROM object
UNION ALL SELECT 'queue operations', count(*) FROM queue_op
UNION ALL SELECT 'cancellations', count(*) FROM cancellation
UNION ALL SELECT 'marks', count(*) FROM mark
UNION ALL SELECT 'sites', count(*) FROM site
UNION ALL SELECT 'strings', count(*) FROM string;
