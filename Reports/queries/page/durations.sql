-- How long each ended task took, for the histograms.
SELECT label, id, duration_ns
FROM tasks
WHERE ended IS NOT NULL;
