-- The views that a trace has.
SELECT name
FROM sqlite_temp_schema
WHERE type = 'view'
ORDER BY name;
