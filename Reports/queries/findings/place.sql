-- A place in the code.
SELECT function, file, line
FROM sites
WHERE id = :site;
