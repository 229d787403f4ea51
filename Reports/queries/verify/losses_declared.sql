-- A loss without an amount, or with an end before its beginning.
SELECT id, first, last, lost, reason
FROM gap
WHERE lost <= 0 OR last < first
LIMIT :limit;
