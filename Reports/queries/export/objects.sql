-- An object by its number: its kind and its name.
SELECT
  (SELECT text FROM name WHERE domain = 'object_kind' AND id = object.kind) AS kind,
  (SELECT text FROM string WHERE id = object.name) AS name
FROM object
WHERE id = :id;
