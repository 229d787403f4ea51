-- The Swift runtime of each process.
SELECT process, library, layout_version, task_size
FROM runtimes
ORDER BY process;
