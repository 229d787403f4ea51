-- The stretches of time of which there are details.
SELECT first, last
FROM kept_windows;
