-- Whether records were lost, and whether a flight recorder or a limit left out details of queues and marks.
SELECT
  EXISTS (SELECT 1 FROM gap WHERE lost > 0) AS has_losses,
  EXISTS (SELECT 1 FROM meta WHERE key = 'flight_recorder')
    OR EXISTS (SELECT 1 FROM dropped WHERE what IN (3, 5) AND n > 0) AS has_dropped;
