-- What steps may name.
SELECT 'site' AS what, id FROM site
UNION ALL SELECT 'stack', id FROM stack
UNION ALL SELECT 'thread', id FROM thread
UNION ALL SELECT 'reason', id FROM name WHERE domain = 'wait_reason';
