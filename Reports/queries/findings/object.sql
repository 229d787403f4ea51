-- What an object is called, and where it was made.
SELECT kind, name, function, file, line
FROM objects
WHERE id = :object;
