-- The trace as a whole, without what its tasks add up to.
SELECT
  program, pid, processes, state, capture, started_at_ns, callbacks, threads, events_lost,
  symbols_note
FROM trace;
