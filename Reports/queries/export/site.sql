-- A place in the code by its number.
SELECT
  (SELECT text FROM string WHERE id = site.function) AS function,
  (SELECT text FROM string WHERE id = site.file) AS file, line
FROM site
WHERE id = :id;
