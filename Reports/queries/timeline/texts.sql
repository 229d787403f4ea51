-- The texts of the trace by number.
SELECT id, text
FROM string;
