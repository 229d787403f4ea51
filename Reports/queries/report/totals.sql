-- What there was over the whole run, where the trace has the details of a part of it only.
SELECT tasks, failed, cancelled, steps
FROM trace;
