-- Which tasks and futures the ends of futures came from, as far as known at a time.
SELECT object, task, source
FROM future_sources
WHERE at <= :at;
