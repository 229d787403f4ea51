-- Results that nobody has read, by the place where their futures were made.
SELECT
  function, file, line, count(*) AS count, min(at) AS at, object, min(object_name) AS object_name,
  count(DISTINCT object_name) AS names,
  (
    SELECT count(*)
    FROM futures
    WHERE futures.function IS marks.function AND futures.file IS marks.file AND futures.line IS marks.line
  ) AS made
FROM marks
WHERE kind = 'result_discarded'
GROUP BY function, file, line
ORDER BY count(*) DESC, min(at)
LIMIT :limit;
