-- The steps that some rule looks at, found in one pass: long runs, long times ready, long waits for a lock or semaphore, and
-- of tasks with very many steps those of which they were the cause themselves.
SELECT ended, run_ns, task, thread, ready_ns, wait_ns, reason, site, waker
FROM step
WHERE run_ns >= :run
  OR ready_ns >= :ready
  OR reason IN (24, 25) AND wait_ns >= :wait
  OR (reason = 6 OR waker = task) AND task IN (SELECT value FROM json_each(:busy));
