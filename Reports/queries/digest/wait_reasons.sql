-- Whether anything waited for one of these reasons; NULL where that was not added up.
SELECT
  iif(
    EXISTS (SELECT 1 FROM wait_total),
    EXISTS (SELECT 1 FROM wait_total WHERE reason IN (4, 20, 21, 22, 24, 26)),
    NULL
  ) AS is_any;
