-- The tasks without what they add up to: only those that did not end well are looked at.
SELECT
  (SELECT count(*) FROM task) AS tasks, coalesce(sum(ended IS NULL), 0) AS alive,
  coalesce(sum(outcome = 1), 0) AS failed, coalesce(sum(outcome = 2), 0) AS cancelled,
  (SELECT count(*) FROM step) AS steps, (SELECT duration_ns FROM trace) AS duration_ns
FROM task
WHERE outcome IS NOT 0 OR ended IS NULL;
