-- The tasks that lived in a stretch of time, those that ran most first. :id is a task: it and those that it created; :name is a
-- name, or the function of tasks without one. NULL: all. :bad is 1 for those alone that did not end well.
SELECT id, count(*) OVER () AS total_rows
FROM task
WHERE coalesce(created, 0) <= :to
  AND (ended IS NULL OR ended >= :from)
  AND (:id IS NULL OR id = :id OR parent = :id)
  AND (
    :name IS NULL
    OR name = (SELECT id FROM string WHERE text = :name)
    OR (name IS NULL AND entry IN (SELECT id FROM sites WHERE function = :name))
  )
  AND (:bad = 0 OR (ended IS NOT NULL AND outcome IN (1, 2)))
ORDER BY id IS :id DESC, run_ns + ready_ns DESC, id
LIMIT :limit;
