-- What ran longest on a thread in a stretch of time, all of a place together.
SELECT function, file, line, count(*) AS count, CAST(total(min(ended, :to) - max(at, :from)) AS INTEGER) AS total_ns
FROM callbacks
WHERE ended BETWEEN :from AND :to
  AND thread = :thread
GROUP BY function, file, line
ORDER BY total_ns DESC
LIMIT 1;
