-- A cancellation was delivered before it was requested, or its task ended before that.
SELECT at, task, delivered, ended
FROM cancellation
WHERE delivered < at OR ended < at
LIMIT :limit;
