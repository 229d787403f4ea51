-- The trace as a whole.
SELECT
  program, pid, processes, state, capture, started_at_ns, duration_ns, tasks, alive, failed, cancelled, steps,
  callbacks, threads, events_lost, symbols_note
FROM trace;
