-- Steps that ended after a time, in their order: of all tasks, to be left as soon as those that matter are found.
SELECT ended, task
FROM step
WHERE ended > :at
ORDER BY ended
LIMIT :limit;
