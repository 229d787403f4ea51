-- The frames of a stack, innermost first.
SELECT function, file, line
FROM stacks
WHERE stack = :stack
ORDER BY depth
LIMIT 64;
