-- What was traced, and what was lost of it.
SELECT
  (SELECT executable FROM process ORDER BY id LIMIT 1) AS program,
  (SELECT pid FROM process ORDER BY id LIMIT 1) AS pid,
  (SELECT count(*) FROM process) AS processes,
  (SELECT value FROM meta WHERE key = 'wall_clock_at_zero_ns') AS zero,
  (SELECT coalesce(sum(events), 0) FROM losses) AS lost,
  (SELECT group_concat(DISTINCT reason) FROM losses) AS reasons;
