-- How long each ended task took, in the numbers of its table.
SELECT name, entry, ended - created
FROM task
WHERE ended IS NOT NULL AND created IS NOT NULL;
