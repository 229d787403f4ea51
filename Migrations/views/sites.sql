-- Places in the code.

-- A place in the code, as far as it could be told.
CREATE VIEW sites(
  id,       -- its number in this trace
  function, -- the function, NULL while unknown
  file,     -- the source file
  line,     -- the line in it
  module,   -- path of the executable or library, where only an address is known
  address   -- the address in the module
) AS
SELECT
  id,
  (SELECT text FROM string WHERE id = site.function),
  (SELECT text FROM string WHERE id = site.file),
  line,
  (SELECT path FROM module WHERE id = site.module),
  address
FROM site;

-- An executable or library in which a place lies.
CREATE VIEW modules(
  id,       -- its number in this trace
  process,  -- its process
  path,     -- its path
  build_id, -- the identity that its linker gave it, NULL if none
  symbols,  -- what it told: lines, functions, none; changed, missing: it is not what was loaded; NULL: not looked up
  sites     -- how many places lie in it
) AS
SELECT
  id,
  process,
  path,
  build_id,
  (SELECT text FROM name WHERE domain = 'module_symbols' AND id = module.symbols),
  (SELECT count(*) FROM site WHERE site.module = module.id)
FROM module;

-- A frame of a stack. The stack of a suspension is the function that waits and the functions that await it; that of a
-- task's creation is the place where it was made and its callers.
CREATE VIEW stacks(
  stack,      -- its number: awaits.stack, tasks.created_stack
  depth,      -- 0 is the innermost
  function,   -- the function, NULL where it is unknown
  file,       -- the source file
  line,       -- the line in it: of the await or of the call
  module,     -- path of the executable or library
  is_inlined, -- 1 where the compiler has put this function into the next one
  is_cut      -- 1 in every frame of a stack that may have more callers than are shown
) AS
WITH frames AS (
  SELECT
    stack_frame.stack, stack_frame.depth AS outer_depth, inlined_frame.depth AS inner_depth, site.id AS site,
    iif(inlined_frame.site IS NULL, site.function, inlined_frame.function) AS function,
    iif(inlined_frame.site IS NULL, site.file, inlined_frame.file) AS file,
    iif(inlined_frame.site IS NULL, site.line, inlined_frame.line) AS line,
    site.module
  FROM stack_frame
  JOIN site ON site.id = stack_frame.site
  LEFT JOIN inlined_frame ON inlined_frame.site = site.id
)
SELECT
  stack,
  row_number() OVER (PARTITION BY stack ORDER BY outer_depth, inner_depth) - 1,
  (SELECT text FROM string WHERE id = frames.function),
  (SELECT text FROM string WHERE id = frames.file),
  line,
  (SELECT path FROM module WHERE id = frames.module),
  inner_depth IS NOT NULL AND inner_depth < (SELECT max(depth) FROM inlined_frame WHERE site = frames.site),
  (SELECT is_cut FROM stack WHERE id = frames.stack)
FROM frames;
