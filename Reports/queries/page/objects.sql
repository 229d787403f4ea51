-- The traced objects by name, without the kinds that never have one.
SELECT id, coalesce(name, replace(kind, '_', ' ') || ' ' || id) AS label
FROM objects;
