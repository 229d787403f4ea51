-- The stack of the longest wait, innermost first. No row where stacks were not recorded.
SELECT depth, function, file, line, count(*) OVER () AS total_rows
FROM stacks
WHERE stack = CASE
  -- Else all waits would be gone through for nothing: the stacks are those of creations then.
  WHEN EXISTS (SELECT 1 FROM stack) AND NOT EXISTS (SELECT 1 FROM meta WHERE key = 'backtraces' AND value = 0) THEN
    (SELECT stack FROM awaits WHERE stack IS NOT NULL ORDER BY duration_ns DESC, at LIMIT 1)
END
ORDER BY depth
LIMIT :limit;
