-- Records that did not fit what was known of their task.
SELECT text, count(*) AS count, min(at) AS at, task
FROM marks
WHERE kind = 'anomaly'
GROUP BY text
ORDER BY count(*) DESC
LIMIT :limit;
