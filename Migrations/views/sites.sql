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
