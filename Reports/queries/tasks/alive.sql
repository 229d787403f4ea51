-- The tasks that were alive at a time, and until when; of those that live still, since when they do what they do at the end.
SELECT
  task.id, task.ended,
  CASE open_task.state
    WHEN 3 THEN open_task.since - coalesce(open_task.ready_ns, 0) - coalesce(open_task.wait_ns, 0)
    WHEN 2 THEN open_task.since - coalesce(open_task.wait_ns, 0)
    ELSE open_task.since
  END AS open_since
FROM task
LEFT JOIN open_task ON open_task.task = task.id
WHERE (task.created IS NULL OR task.created <= :at) AND (task.ended IS NULL OR task.ended > :at);
