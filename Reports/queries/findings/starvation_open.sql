-- Tasks that run now and had to wait for a thread so long; the longest first.
SELECT task, since - ready_ns AS at, ready_ns
FROM open_steps
WHERE ready_ns >= :threshold
ORDER BY ready_ns DESC, task
LIMIT 512;
