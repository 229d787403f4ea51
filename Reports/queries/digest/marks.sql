-- The kind of every mark: to be counted.
SELECT kind
FROM mark;
