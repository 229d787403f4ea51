-- Puts and gets in the order of time: two of one item are joined by an arrow.
SELECT at, queue, op, item, task
FROM queue_op
WHERE item IS NOT NULL
ORDER BY at;
