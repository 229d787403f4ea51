-- The put of an item, near the time at which it must have been.
SELECT at, task
FROM queue_op
WHERE at BETWEEN :at - 1000 AND :at + 1000 AND queue = :queue AND item = :item AND op = 1
LIMIT 1;
