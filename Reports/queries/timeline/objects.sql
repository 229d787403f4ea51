-- The traced objects by number, with what they are.
SELECT id, kind, coalesce(name, replace(kind, '_', ' ') || ' ' || id) AS label
FROM objects;
