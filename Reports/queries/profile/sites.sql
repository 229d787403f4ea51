-- The function, file and line of each place.
SELECT id, function, file, line
FROM sites;
