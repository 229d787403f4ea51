-- Names of tasks that have a text in them, and how many tasks bear each.
SELECT name, ended
FROM task_totals
WHERE name LIKE '%' || :name || '%' ESCAPE '\'
ORDER BY ended DESC, name
LIMIT :limit;
