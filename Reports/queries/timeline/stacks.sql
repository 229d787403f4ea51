-- The frames of these stacks, innermost first. :stacks is a JSON array of numbers.
SELECT stack, function, file, line, is_cut
FROM stacks
WHERE stack IN (SELECT value FROM json_each(:stacks))
ORDER BY stack, depth;
