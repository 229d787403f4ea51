-- The last moment that the trace knows of, from what it takes no time to look up.
SELECT
  max(
    coalesce((SELECT max(ended) FROM step), 0), coalesce((SELECT max(since) FROM open_task), 0),
    coalesce((SELECT max(at) FROM mark), 0), coalesce((SELECT max(ended) FROM callback), 0),
    coalesce((SELECT max(ended) FROM process), 0)
  ) AS at;
