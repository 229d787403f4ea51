-- What the self-check looked at, in its order.
SELECT process, name, result, detail
FROM runtime_checks
ORDER BY process, number;
