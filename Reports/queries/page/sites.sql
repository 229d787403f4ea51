-- Places in the code by their number.
SELECT id, function, file, line
FROM sites;
