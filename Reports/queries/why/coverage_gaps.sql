-- When records were lost.
SELECT first, last
FROM losses
WHERE first IS NOT NULL
ORDER BY first
LIMIT 1000;
