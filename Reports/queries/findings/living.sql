-- The tasks that were alive at the end.
SELECT task
FROM open_steps;
