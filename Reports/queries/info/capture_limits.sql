-- What the trace does not show, and why.
SELECT process, what, why
FROM capture_limits
ORDER BY process, number;
