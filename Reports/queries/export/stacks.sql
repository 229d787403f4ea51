-- Every frame of every stack, outermost last, in the numbers of their tables.
SELECT stack_frame.stack, stack_frame.depth, stack_frame.site
FROM stack_frame
ORDER BY stack_frame.stack, stack_frame.depth DESC;
