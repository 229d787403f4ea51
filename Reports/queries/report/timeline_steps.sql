-- What the tasks of lanes did when, of what had ended in a stretch of time. :tasks is a JSON array of numbers.
SELECT task, ended, run_ns, ready_ns, wait_ns
FROM steps
WHERE ended BETWEEN :from AND :to
  AND task IN (SELECT value FROM json_each(:tasks));
