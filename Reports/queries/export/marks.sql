-- Every mark and every request to cancel (kind 0) between :from and :to, in the order of time within each, in the numbers of
-- their tables.
SELECT at, kind, task, thread, object, site, NULL AS by_task, (SELECT text FROM string WHERE id = mark.text) AS text
FROM mark
WHERE at BETWEEN :from AND :to
UNION ALL
SELECT
  at, 0, task, by_thread, NULL, site, by_task,
  (SELECT text FROM name WHERE domain = 'cancel_cause' AND id = cancellation.cause)
FROM cancellation
WHERE at BETWEEN :from AND :to;
