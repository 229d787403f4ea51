-- A place by its number.
SELECT function, file, line
FROM sites
WHERE id = :site;
