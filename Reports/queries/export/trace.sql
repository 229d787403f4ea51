-- What an export says of the trace as a whole.
SELECT
  (SELECT value FROM meta WHERE key = 'wall_clock_at_zero_ns') AS zero,
  (SELECT value FROM meta WHERE key = 'details_from') AS details_from;
