-- The steps that some rule looks at, found in one pass: long runs, long times ready, long waits for a lock or semaphore.
SELECT ended, run_ns, task, thread, ready_ns, wait_ns, reason, site, waker
FROM step
WHERE run_ns >= :run
  OR ready_ns >= :ready
  OR wait_ns >= :wait AND reason IN (24, 25);
