-- What a queue is called, and where it was made.
SELECT name, function, file, line
FROM objects
WHERE id = :queue;
