-- Every wait that has ended, in the numbers of its table: to be gone through once. Of awaited tasks what they are called by.
SELECT step.wait_ns, step.reason, step.site, step.object, awaited.name, awaited.entry
FROM step
LEFT JOIN task AS awaited ON step.reason IN (1, 7) AND awaited.id = step.object
WHERE step.wait_ns IS NOT NULL;
