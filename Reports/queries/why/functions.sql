-- The functions of all places, by their number.
SELECT id, text
FROM string
WHERE id IN (SELECT function FROM site);
