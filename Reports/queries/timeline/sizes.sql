-- How many tasks and steps there are to choose from.
SELECT (SELECT count(*) FROM task) AS tasks, (SELECT count(*) FROM step) AS steps;
