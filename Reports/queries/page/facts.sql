-- What the trace says about itself, as it stands in the file.
SELECT key, CAST(value AS TEXT) AS value
FROM meta
ORDER BY key;
