-- What every living task is doing, and what came before it in the same step.
SELECT task, state, since, wait_ns, ready_ns, reason, object, site
FROM open_task;
