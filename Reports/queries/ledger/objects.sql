-- What became of each traced object: those that were waited for longest come first.
SELECT
  id, kind, name, created, ended, life_ns, uses, first_use, last_use, waits, wait_ns, max_wait_ns, waiting, state,
  function, file, line
FROM object_ledger
WHERE :kind IS NULL OR kind = :kind
ORDER BY waiting DESC, coalesce(wait_ns, 0) DESC, uses DESC, id;
