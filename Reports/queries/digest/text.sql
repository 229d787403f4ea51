-- The text behind a number.
SELECT text
FROM string
WHERE id = :id;
