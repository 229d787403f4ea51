-- The locks, without the semaphores.
SELECT id
FROM object
WHERE kind = 5;
