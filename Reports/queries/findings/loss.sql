-- What was not kept, by reason.
SELECT reason, sum(events) AS events, min(first) AS first, max(last) AS last, count(DISTINCT thread) AS threads
FROM losses
GROUP BY reason
ORDER BY sum(events) DESC
LIMIT :limit;
