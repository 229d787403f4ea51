-- A row names a string, a site, a stack or a thread that is not there.
SELECT 'task.name' AS place, task.id, task.name AS missing
FROM task LEFT JOIN string ON string.id = task.name
WHERE task.name IS NOT NULL AND string.id IS NULL
UNION ALL
SELECT 'task.entry', task.id, task.entry
FROM task LEFT JOIN site ON site.id = task.entry
WHERE task.entry IS NOT NULL AND site.id IS NULL
UNION ALL
SELECT 'task.site', task.id, task.site
FROM task LEFT JOIN site ON site.id = task.site
WHERE task.site IS NOT NULL AND site.id IS NULL
UNION ALL
SELECT 'step.site', step.ended, step.site
FROM step LEFT JOIN site ON site.id = step.site
WHERE step.site IS NOT NULL AND site.id IS NULL
UNION ALL
SELECT 'step.thread', step.ended, step.thread
FROM step LEFT JOIN thread ON thread.id = step.thread
WHERE thread.id IS NULL
UNION ALL
SELECT 'step.stack', step.ended, step.stack
FROM step LEFT JOIN stack ON stack.id = step.stack
WHERE step.stack IS NOT NULL AND stack.id IS NULL
UNION ALL
SELECT 'task.created_stack', task.id, task.created_stack
FROM task LEFT JOIN stack ON stack.id = task.created_stack
WHERE task.created_stack IS NOT NULL AND stack.id IS NULL
UNION ALL
SELECT 'stack_frame.site', stack_frame.stack, stack_frame.site
FROM stack_frame LEFT JOIN site ON site.id = stack_frame.site
WHERE site.id IS NULL
UNION ALL
SELECT 'site.function', site.id, site.function
FROM site LEFT JOIN string ON string.id = site.function
WHERE site.function IS NOT NULL AND string.id IS NULL
LIMIT :limit;
