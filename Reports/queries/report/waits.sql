-- What tasks waited for, by reason and place; the most time in all first.
SELECT
  reason, count, total_ns, max_ns, still_waiting, function, file, line, count(*) OVER () AS total_rows
FROM waits_by_site
ORDER BY total_ns DESC, still_waiting DESC, count DESC, reason
LIMIT :limit;
