-- What the recorder wrote down about itself.
SELECT key, value
FROM meta
ORDER BY key;
