-- The last item that a task got from a queue after a time and until another, where it is known how long it had been there.
SELECT at, queue, item, dwell_ns
FROM queue_op
WHERE at > :after AND at <= :until AND task = :task AND op = 2 AND dwell_ns IS NOT NULL
ORDER BY at DESC
LIMIT 1;
