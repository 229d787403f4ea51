-- The last thing that is known, of all but tasks.
SELECT max(
  coalesce((SELECT max(ended) FROM process), 0),
  coalesce((SELECT max(ended) FROM step), 0),
  coalesce((SELECT max(ended) FROM callback), 0),
  coalesce((SELECT max(at) FROM queue_op), 0),
  coalesce((SELECT max(at) FROM mark), 0),
  coalesce((SELECT max(since) FROM open_task), 0)
);
