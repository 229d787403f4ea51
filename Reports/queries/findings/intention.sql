-- Why a thread, or any where none is named, was kept for long, if the code has declared that for so much of a stretch.
SELECT reason
FROM intended_blocking
WHERE thread = coalesce(:thread, thread)
  AND at < :to
  AND coalesce(ended, :to) > :from
GROUP BY 1
HAVING total(min(coalesce(ended, :to), :to) - max(at, :from)) >= :least
LIMIT 1;
