-- Resources that were released without having been closed.
SELECT text, at, object, object_name, function, file, line
FROM marks
WHERE kind = 'unclosed'
ORDER BY at
LIMIT :limit;
