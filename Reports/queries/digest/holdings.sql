-- When locks and semaphores were taken and released, in the order of time and the numbers of the table.
SELECT at, kind, coalesce(task, 0), object, a & 0xffffffff, a >> 32, coalesce(site, 0)
FROM mark
WHERE kind IN (36, 37) AND object IS NOT NULL;
