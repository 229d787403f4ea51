-- A task ended before it was created, or has an end without an outcome.
SELECT id AS task, created, ended, outcome
FROM task
WHERE ended < created OR (ended IS NULL) <> (outcome IS NULL)
LIMIT :limit;
