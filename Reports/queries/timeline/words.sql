-- The words behind the small integers of tasks and steps.
SELECT domain, id, text
FROM name
WHERE domain IN ('task_kind', 'outcome', 'wait_reason');
