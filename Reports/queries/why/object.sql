-- What kind of object it is, and its name.
SELECT kind, name
FROM objects
WHERE id = :object;
