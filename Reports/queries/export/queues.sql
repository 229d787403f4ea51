-- The queues in which something happened.
SELECT queue AS id, (SELECT text FROM string WHERE id = (SELECT name FROM object WHERE id = queue)) AS name
FROM (SELECT DISTINCT queue FROM queue_op)
ORDER BY queue;
