PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE meta(
  key TEXT PRIMARY KEY,
  value ANY
) STRICT, WITHOUT ROWID;
INSERT INTO meta VALUES('arguments','');
INSERT INTO meta VALUES('capture','probe');
INSERT INTO meta VALUES('capture_note','/usr/usr/lib/swift/linux/libswift_Concurrency.so, layout 1, task size 208, local symbols found');
INSERT INTO meta VALUES('clock_anchor_ns',23310270);
INSERT INTO meta VALUES('clock_anchor_ticks',15274983539304);
INSERT INTO meta VALUES('clock_ns_per_tick',0.47619039876921631648);
INSERT INTO meta VALUES('clock_source','tsc');
INSERT INTO meta VALUES('format',1);
INSERT INTO meta VALUES('host','host');
INSERT INTO meta VALUES('program','.build/x86_64-unknown-linux-gnu/debug/quick-start');
INSERT INTO meta VALUES('records',118);
INSERT INTO meta VALUES('segments_folder','/dev/shm/task-trace-0-17234-7273743257988');
INSERT INTO meta VALUES('slow_callback_ns',100000000);
INSERT INTO meta VALUES('state','closed');
INSERT INTO meta VALUES('wall_clock_at_zero_ns',1795228777141924004);
CREATE TABLE name(
  domain TEXT NOT NULL,
  id INTEGER NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY (domain, id)
) STRICT, WITHOUT ROWID;
INSERT INTO name VALUES('callback_kind',1,'handle');
INSERT INTO name VALUES('callback_kind',2,'timer');
INSERT INTO name VALUES('callback_kind',3,'done_callback');
INSERT INTO name VALUES('cancel_cause',0,'direct');
INSERT INTO name VALUES('cancel_cause',1,'propagated');
INSERT INTO name VALUES('gap_reason',1,'segments_full');
INSERT INTO name VALUES('gap_reason',2,'write_failed');
INSERT INTO name VALUES('gap_reason',3,'damaged');
INSERT INTO name VALUES('mark_kind',33,'event_set');
INSERT INTO name VALUES('mark_kind',34,'event_clear');
INSERT INTO name VALUES('mark_kind',35,'event_wait');
INSERT INTO name VALUES('mark_kind',40,'future_resolve');
INSERT INTO name VALUES('mark_kind',41,'future_cancel');
INSERT INTO name VALUES('mark_kind',42,'never_retrieved');
INSERT INTO name VALUES('mark_kind',50,'timer');
INSERT INTO name VALUES('mark_kind',51,'timer_cancel');
INSERT INTO name VALUES('mark_kind',60,'stall');
INSERT INTO name VALUES('mark_kind',61,'mark');
INSERT INTO name VALUES('mark_kind',62,'unclosed');
INSERT INTO name VALUES('mark_kind',63,'destroyed_pending');
INSERT INTO name VALUES('mark_kind',70,'anomaly');
INSERT INTO name VALUES('module_symbols',1,'lines');
INSERT INTO name VALUES('module_symbols',2,'functions');
INSERT INTO name VALUES('module_symbols',3,'none');
INSERT INTO name VALUES('module_symbols',4,'changed');
INSERT INTO name VALUES('module_symbols',5,'missing');
INSERT INTO name VALUES('object_kind',1,'queue');
INSERT INTO name VALUES('object_kind',2,'event');
INSERT INTO name VALUES('object_kind',3,'future');
INSERT INTO name VALUES('object_kind',4,'event_loop');
INSERT INTO name VALUES('object_kind',5,'lock');
INSERT INTO name VALUES('object_kind',6,'semaphore');
INSERT INTO name VALUES('object_kind',7,'condition');
INSERT INTO name VALUES('object_kind',8,'barrier');
INSERT INTO name VALUES('object_kind',9,'handle');
INSERT INTO name VALUES('outcome',0,'ok');
INSERT INTO name VALUES('outcome',1,'threw');
INSERT INTO name VALUES('outcome',2,'cancelled');
INSERT INTO name VALUES('queue_op',1,'put');
INSERT INTO name VALUES('queue_op',2,'get');
INSERT INTO name VALUES('task_kind',1,'unstructured');
INSERT INTO name VALUES('task_kind',2,'child');
INSERT INTO name VALUES('task_kind',3,'group_child');
INSERT INTO name VALUES('task_kind',4,'async_let');
INSERT INTO name VALUES('task_kind',5,'preexisting');
INSERT INTO name VALUES('task_kind',6,'loop');
INSERT INTO name VALUES('task_state',1,'created');
INSERT INTO name VALUES('task_state',2,'ready');
INSERT INTO name VALUES('task_state',3,'running');
INSERT INTO name VALUES('task_state',4,'waiting');
INSERT INTO name VALUES('wait_reason',0,'unknown');
INSERT INTO name VALUES('wait_reason',1,'task');
INSERT INTO name VALUES('wait_reason',2,'continuation');
INSERT INTO name VALUES('wait_reason',3,'group');
INSERT INTO name VALUES('wait_reason',4,'actor');
INSERT INTO name VALUES('wait_reason',5,'sleep');
INSERT INTO name VALUES('wait_reason',6,'yield');
INSERT INTO name VALUES('wait_reason',7,'async_let');
INSERT INTO name VALUES('wait_reason',8,'stream');
INSERT INTO name VALUES('wait_reason',20,'queue_get');
INSERT INTO name VALUES('wait_reason',21,'queue_put');
INSERT INTO name VALUES('wait_reason',22,'event');
INSERT INTO name VALUES('wait_reason',23,'future');
INSERT INTO name VALUES('wait_reason',24,'lock');
INSERT INTO name VALUES('wait_reason',25,'semaphore');
INSERT INTO name VALUES('wait_reason',26,'condition');
INSERT INTO name VALUES('wait_reason',27,'barrier');
INSERT INTO name VALUES('wait_reason',28,'queue_join');
CREATE TABLE process(
  id INTEGER PRIMARY KEY,
  pid INTEGER NOT NULL,
  boot_ticks INTEGER,
  executable TEXT,
  started INTEGER NOT NULL,
  ended INTEGER,
  parent INTEGER,
  note TEXT
) STRICT;
INSERT INTO process VALUES(1,17234,727373,'.build/x86_64-unknown-linux-gnu/debug/quick-start',0,38973133,NULL,NULL);
CREATE TABLE runtime(
  process INTEGER PRIMARY KEY,
  library TEXT,
  layout_version INTEGER,
  task_size INTEGER
) STRICT;
CREATE TABLE runtime_check(
  process INTEGER NOT NULL,
  number INTEGER NOT NULL,
  name TEXT NOT NULL,
  result TEXT NOT NULL,
  detail TEXT NOT NULL,
  PRIMARY KEY (process, number)
) STRICT, WITHOUT ROWID;
CREATE TABLE capture_limit(
  process INTEGER NOT NULL,
  number INTEGER NOT NULL,
  what TEXT NOT NULL,
  why TEXT NOT NULL,
  PRIMARY KEY (process, number)
) STRICT, WITHOUT ROWID;
CREATE TABLE thread(
  id INTEGER PRIMARY KEY,
  process INTEGER NOT NULL,
  tid INTEGER NOT NULL,
  name TEXT
) STRICT;
INSERT INTO thread VALUES(1,1,17234,'quick-start');
INSERT INTO thread VALUES(2,1,17235,'oot.default-qos');
INSERT INTO thread VALUES(3,1,17238,'task-canary');
INSERT INTO thread VALUES(4,1,17237,'oot.default-qos');
INSERT INTO thread VALUES(5,1,17239,'-qos.overcommit');
CREATE TABLE string(
  id INTEGER PRIMARY KEY,
  text TEXT NOT NULL UNIQUE
) STRICT;
INSERT INTO string VALUES(1,'quick_start');
INSERT INTO string VALUES(2,'quick_start/main.swift');
INSERT INTO string VALUES(3,'work()');
INSERT INTO string VALUES(4,'poller');
INSERT INTO string VALUES(5,'closure #1 in work()');
INSERT INTO string VALUES(6,'closure #1 in Task<>.init(name:priority:operation:)');
INSERT INTO string VALUES(7,'Task<>.init(name:priority:operation:)');
INSERT INTO string VALUES(8,'worker-0');
INSERT INTO string VALUES(9,'thunk for @escaping @isolated(any) @callee_guaranteed @async () -> (@out A)');
INSERT INTO string VALUES(10,'closure #1 in closure #2 in work()');
INSERT INTO string VALUES(11,'closure #1 in TaskGroup.addTask(name:priority:operation:)');
INSERT INTO string VALUES(12,'TaskGroup.addTask(name:priority:operation:)');
INSERT INTO string VALUES(13,'closure #2 in work()');
INSERT INTO string VALUES(14,'worker-1');
INSERT INTO string VALUES(15,'worker-2');
INSERT INTO string VALUES(16,'worker-3');
INSERT INTO string VALUES(17,'Clock.sleep(for:tolerance:)');
INSERT INTO string VALUES(18,'static Task<>.sleep<A>(for:tolerance:clock:)');
INSERT INTO string VALUES(19,'static Task<>._sleep<A>(until:tolerance:clock:)');
INSERT INTO string VALUES(20,'fetch(_:)');
INSERT INTO string VALUES(21,'closure #1 in closure #1 in closure #1 in static Task<>._sleep<A>(until:tolerance:clock:)');
INSERT INTO string VALUES(22,'static Task<>.yield()');
INSERT INTO string VALUES(23,'thunk for @escaping @callee_guaranteed @async () -> (@unowned Int, @error @owned Error)');
INSERT INTO string VALUES(24,'implicit closure #1 in work()');
INSERT INTO string VALUES(25,'implicit closure #2 in work()');
INSERT INTO string VALUES(26,'closure #1 in top-level code');
INSERT INTO string VALUES(27,'Examples/QuickStart/main.swift');
CREATE TABLE module(
  id INTEGER PRIMARY KEY,
  process INTEGER NOT NULL,
  path TEXT NOT NULL,
  base INTEGER NOT NULL,
  first INTEGER NOT NULL,
  last INTEGER NOT NULL,
  build_id TEXT,
  size INTEGER,
  modified INTEGER,
  symbols INTEGER
) STRICT;
INSERT INTO module VALUES(1,1,'.build/x86_64-unknown-linux-gnu/debug/quick-start',94440916647936,94440916647936,94440919549120,NULL,NULL,NULL,NULL);
INSERT INTO module VALUES(2,1,'/usr/usr/lib/swift/linux/libswift_Concurrency.so',140050601185280,140050601185280,140050601865440,NULL,NULL,NULL,NULL);
CREATE TABLE site(
  id INTEGER PRIMARY KEY,
  function INTEGER,
  file INTEGER,
  line INTEGER,
  module INTEGER,
  address INTEGER,
  state INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO site VALUES(1,1,2,39,NULL,NULL,3);
INSERT INTO site VALUES(2,3,27,21,1,1357120,2);
INSERT INTO site VALUES(3,5,27,22,1,1361552,2);
INSERT INTO site VALUES(4,6,NULL,NULL,1,397383,3);
INSERT INTO site VALUES(5,7,NULL,NULL,1,390550,3);
INSERT INTO site VALUES(6,3,27,22,1,1357373,2);
INSERT INTO site VALUES(7,9,NULL,NULL,1,1371744,3);
INSERT INTO site VALUES(8,10,27,27,1,1365344,2);
INSERT INTO site VALUES(9,11,NULL,NULL,1,1371142,3);
INSERT INTO site VALUES(10,12,NULL,NULL,1,1366891,3);
INSERT INTO site VALUES(11,13,27,27,1,1365110,2);
INSERT INTO site VALUES(12,3,27,25,1,1357536,2);
INSERT INTO site VALUES(13,17,NULL,NULL,1,398016,3);
INSERT INTO site VALUES(14,18,NULL,NULL,1,389696,3);
INSERT INTO site VALUES(15,5,27,23,1,1362016,2);
INSERT INTO site VALUES(16,19,NULL,NULL,2,334528,3);
INSERT INTO site VALUES(17,20,27,14,1,1360592,2);
INSERT INTO site VALUES(18,21,NULL,NULL,2,338624,3);
INSERT INTO site VALUES(19,20,27,16,1,1361024,2);
INSERT INTO site VALUES(20,22,NULL,NULL,2,416240,3);
INSERT INTO site VALUES(21,23,NULL,NULL,1,1367760,3);
INSERT INTO site VALUES(22,24,27,32,1,1367520,2);
INSERT INTO site VALUES(23,3,27,32,1,1357851,2);
INSERT INTO site VALUES(24,23,NULL,NULL,1,1368496,3);
INSERT INTO site VALUES(25,25,27,33,1,1368256,2);
INSERT INTO site VALUES(26,3,27,33,1,1357908,2);
INSERT INTO site VALUES(27,3,27,34,1,1357968,2);
INSERT INTO site VALUES(28,3,27,34,1,1358240,2);
INSERT INTO site VALUES(29,3,27,35,1,1358549,2);
INSERT INTO site VALUES(30,3,27,36,1,1358656,2);
INSERT INTO site VALUES(31,26,27,41,1,1356992,2);
CREATE TABLE stack(
  id INTEGER PRIMARY KEY,
  is_cut INTEGER
) STRICT;
CREATE TABLE stack_frame(
  stack INTEGER NOT NULL,
  depth INTEGER NOT NULL,
  site INTEGER NOT NULL,
  PRIMARY KEY (stack, depth)
) STRICT, WITHOUT ROWID;
CREATE TABLE inlined_frame(
  site INTEGER NOT NULL,
  depth INTEGER NOT NULL,
  function INTEGER,
  file INTEGER,
  line INTEGER,
  PRIMARY KEY (site, depth)
) STRICT, WITHOUT ROWID;
CREATE TABLE task(
  id INTEGER PRIMARY KEY,
  parent INTEGER,
  kind INTEGER NOT NULL,
  name INTEGER,
  site INTEGER,
  entry INTEGER,
  priority INTEGER,
  created INTEGER,
  ended INTEGER,
  outcome INTEGER,
  run_ns INTEGER NOT NULL DEFAULT 0,
  ready_ns INTEGER NOT NULL DEFAULT 0,
  wait_ns INTEGER NOT NULL DEFAULT 0,
  steps INTEGER NOT NULL DEFAULT 0,
  created_stack INTEGER
) STRICT;
INSERT INTO task VALUES(1,NULL,5,NULL,NULL,1,NULL,NULL,NULL,NULL,153653,3785,25182414,9,NULL);
INSERT INTO task VALUES(4,1,1,4,6,3,21,13041657,38307765,2,82273,26436,25157399,4,NULL);
INSERT INTO task VALUES(6,1,3,8,11,8,21,13081856,13120606,0,21302,15035,2413,3,NULL);
INSERT INTO task VALUES(7,1,3,14,11,8,21,13086370,18322125,0,10761,19922,5205072,3,NULL);
INSERT INTO task VALUES(8,1,3,15,11,8,21,13087713,23308054,0,4806,38925,10176610,3,NULL);
INSERT INTO task VALUES(9,1,3,16,11,8,21,13088649,28180373,0,10348,27663,15053713,2,NULL);
INSERT INTO task VALUES(15,1,4,NULL,23,22,21,28187254,33620689,0,23369,13456,5396610,3,NULL);
INSERT INTO task VALUES(16,1,4,NULL,26,25,21,28187960,38263746,0,5289,27356,10043141,3,NULL);
CREATE TABLE step(
  ended INTEGER PRIMARY KEY,
  run_ns INTEGER NOT NULL,
  task INTEGER NOT NULL,
  thread INTEGER NOT NULL,
  ready_ns INTEGER,
  wait_ns INTEGER,
  reason INTEGER,
  site INTEGER,
  object INTEGER,
  waker INTEGER,
  waker_thread INTEGER,
  stack INTEGER
) STRICT;
INSERT INTO step VALUES(12988330,3069,1,5,NULL,NULL,NULL,1,NULL,NULL,NULL,NULL);
INSERT INTO step VALUES(13091317,85299,1,4,NULL,17688,4,2,NULL,NULL,NULL,NULL);
INSERT INTO step VALUES(13097864,41873,4,2,14334,NULL,NULL,3,NULL,NULL,NULL,NULL);
INSERT INTO step VALUES(13105838,6078,7,2,13390,NULL,NULL,8,NULL,NULL,NULL,NULL);
INSERT INTO step VALUES(13106529,12645,6,4,12028,NULL,NULL,8,NULL,NULL,NULL,NULL);
INSERT INTO step VALUES(13108472,2029,8,2,18730,NULL,NULL,8,NULL,NULL,NULL,NULL);
INSERT INTO step VALUES(13110238,917,9,2,20672,NULL,NULL,8,NULL,NULL,NULL,NULL);
INSERT INTO step VALUES(13117659,6969,6,2,2607,1554,5,17,NULL,NULL,4,NULL);
INSERT INTO step VALUES(13120606,1688,6,2,400,859,6,19,NULL,NULL,2,NULL);
INSERT INTO step VALUES(13123360,763,1,2,661,30619,3,12,NULL,6,2,NULL);
INSERT INTO step VALUES(18319058,3128,7,4,6260,5203832,5,17,NULL,NULL,2,NULL);
INSERT INTO step VALUES(18322125,1555,7,4,272,1240,6,19,NULL,NULL,4,NULL);
INSERT INTO step VALUES(18324724,876,1,4,653,5199835,3,12,NULL,7,4,NULL);
INSERT INTO step VALUES(23302716,17956,4,2,6719,10180177,5,15,NULL,NULL,2,NULL);
INSERT INTO step VALUES(23304766,1195,8,2,19919,10175180,5,17,NULL,NULL,2,NULL);
INSERT INTO step VALUES(23308054,1582,8,2,276,1430,6,19,NULL,NULL,2,NULL);
INSERT INTO step VALUES(23310270,929,1,2,483,4984134,3,12,NULL,8,2,NULL);
INSERT INTO step VALUES(28180373,9431,9,4,6991,15053713,5,17,NULL,NULL,2,NULL);
INSERT INTO step VALUES(28189365,6872,1,4,799,4871424,3,12,NULL,9,4,NULL);
INSERT INTO step VALUES(28206631,16600,15,4,2777,NULL,NULL,22,NULL,NULL,NULL,NULL);
INSERT INTO step VALUES(28209266,1613,16,4,19693,NULL,NULL,25,NULL,NULL,NULL,NULL);
INSERT INTO step VALUES(33616094,6060,15,2,10100,5393303,5,17,NULL,NULL,4,NULL);
INSERT INTO step VALUES(33620689,709,15,2,579,3307,6,19,NULL,NULL,2,NULL);
INSERT INTO step VALUES(33622571,642,1,2,337,5432227,7,27,15,15,2,NULL);
INSERT INTO step VALUES(33628474,20026,4,4,2307,10303425,5,15,NULL,NULL,4,NULL);
INSERT INTO step VALUES(38261040,2994,16,2,7357,10041423,5,17,NULL,NULL,2,NULL);
INSERT INTO step VALUES(38263746,682,16,2,306,1718,6,19,NULL,NULL,2,NULL);
INSERT INTO step VALUES(38304632,39759,1,2,438,4641864,7,28,16,16,2,NULL);
INSERT INTO step VALUES(38307765,2418,4,2,3076,4673797,5,15,NULL,1,2,NULL);
INSERT INTO step VALUES(38325113,15444,1,2,414,4623,1,30,4,4,2,NULL);
CREATE TABLE open_task(
  task INTEGER PRIMARY KEY,
  state INTEGER NOT NULL,
  since INTEGER NOT NULL,
  thread INTEGER,
  reason INTEGER,
  site INTEGER,
  object INTEGER,
  waker INTEGER,
  waker_thread INTEGER,
  wait_ns INTEGER,
  ready_ns INTEGER,
  cancelled_at INTEGER,
  stack INTEGER
) STRICT;
INSERT INTO open_task VALUES(1,3,38343833,5,4,31,NULL,NULL,NULL,18720,NULL,NULL,NULL);
CREATE TABLE object(
  id INTEGER PRIMARY KEY,
  kind INTEGER NOT NULL,
  name INTEGER,
  site INTEGER,
  created INTEGER,
  ended INTEGER
) STRICT;
CREATE TABLE callback(
  ended INTEGER PRIMARY KEY,
  run_ns INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  task INTEGER,
  thread INTEGER,
  object INTEGER,
  site INTEGER
) STRICT;
CREATE TABLE slow_callback(
  at INTEGER PRIMARY KEY,
  duration_ns INTEGER NOT NULL,
  threshold_ns INTEGER NOT NULL,
  task INTEGER,
  thread INTEGER,
  object INTEGER,
  site INTEGER,
  message TEXT
) STRICT;
CREATE TABLE queue_op(
  at INTEGER PRIMARY KEY,
  queue INTEGER NOT NULL,
  op INTEGER NOT NULL,
  depth INTEGER NOT NULL,
  item INTEGER,
  dwell_ns INTEGER,
  task INTEGER,
  thread INTEGER,
  site INTEGER
) STRICT;
CREATE TABLE cancellation(
  at INTEGER PRIMARY KEY,
  task INTEGER NOT NULL,
  by_task INTEGER,
  by_thread INTEGER,
  cause INTEGER NOT NULL,
  site INTEGER,
  delivered INTEGER,
  ended INTEGER
) STRICT;
INSERT INTO cancellation VALUES(38282963,4,1,2,0,29,38305347,38307765);
CREATE TABLE mark(
  at INTEGER PRIMARY KEY,
  kind INTEGER NOT NULL,
  task INTEGER,
  thread INTEGER,
  object INTEGER,
  site INTEGER,
  a INTEGER,
  b INTEGER,
  text INTEGER
) STRICT;
CREATE TABLE task_histogram(
  name INTEGER NOT NULL,
  bucket INTEGER NOT NULL,
  n INTEGER NOT NULL,
  PRIMARY KEY (name, bucket)
) STRICT, WITHOUT ROWID;
INSERT INTO task_histogram VALUES(4,196,1);
INSERT INTO task_histogram VALUES(8,121,1);
INSERT INTO task_histogram VALUES(14,178,1);
INSERT INTO task_histogram VALUES(15,186,1);
INSERT INTO task_histogram VALUES(16,190,1);
INSERT INTO task_histogram VALUES(24,178,1);
INSERT INTO task_histogram VALUES(25,186,1);
CREATE TABLE segment(
  id INTEGER PRIMARY KEY,
  process INTEGER NOT NULL,
  thread INTEGER,
  drained INTEGER NOT NULL,
  finished INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO segment VALUES(1099511627777,1,1,4,1);
INSERT INTO segment VALUES(1099511627778,1,2,84,0);
INSERT INTO segment VALUES(1099511627779,1,3,1,1);
INSERT INTO segment VALUES(1099511627780,1,4,62,0);
INSERT INTO segment VALUES(1099511627781,1,5,8,0);
CREATE TABLE gap(
  id INTEGER PRIMARY KEY,
  first INTEGER,
  last INTEGER,
  thread INTEGER,
  lost INTEGER NOT NULL,
  reason INTEGER NOT NULL,
  process INTEGER
) STRICT;
CREATE VIEW trace(
  program,       -- the executable of the first process
  pid,           -- its process id
  processes,     -- how many processes wrote this trace
  state,         -- live (being written, or killed), closed or recovered
  capture,       -- what saw the tasks: probe, executor ...
  started_at_ns, -- wall clock at time 0, nanoseconds since 1970
  duration_ns,   -- from time 0 to the last thing that is known
  tasks,         -- tasks seen
  alive,         -- tasks that had not ended
  failed,        -- tasks that threw
  cancelled,     -- tasks that ended by cancellation
  steps,         -- run slices of all tasks
  callbacks,     -- callbacks that are not a task's step
  threads,       -- threads that ran tasks or recorded something
  events_lost,   -- records that were not kept: see the view losses
  symbols_note   -- which names and lines are missing, and why; NULL if none are
) AS
SELECT
  (SELECT executable FROM process ORDER BY id LIMIT 1),
  (SELECT pid FROM process ORDER BY id LIMIT 1),
  (SELECT count(*) FROM process),
  (SELECT value FROM meta WHERE key = 'state'),
  (SELECT value FROM meta WHERE key = 'capture'),
  (SELECT value FROM meta WHERE key = 'wall_clock_at_zero_ns'),
  max(
    coalesce((SELECT max(ended) FROM process), 0),
    coalesce((SELECT max(ended) FROM step), 0),
    coalesce((SELECT max(ended) FROM callback), 0),
    coalesce((SELECT max(at) FROM queue_op), 0),
    coalesce((SELECT max(at) FROM mark), 0),
    coalesce((SELECT max(since) FROM open_task), 0),
    coalesce((SELECT max(max(coalesce(ended, 0), coalesce(created, 0))) FROM task), 0)
  ),
  (SELECT count(*) FROM task),
  (SELECT count(*) FROM task WHERE ended IS NULL),
  (SELECT count(*) FROM task WHERE outcome = 1),
  (SELECT count(*) FROM task WHERE outcome = 2),
  (SELECT count(*) FROM step),
  (SELECT count(*) FROM callback),
  (SELECT count(*) FROM thread),
  (SELECT coalesce(sum(lost), 0) FROM gap),
  (SELECT value FROM meta WHERE key = 'symbols_note')
;
CREATE VIEW losses(
  first,  -- when the first of them happened, as far as known
  last,   -- when the last of them happened
  thread, -- the thread that recorded them
  events, -- how many, exactly
  reason  -- segments_full, write_failed or damaged
) AS
SELECT
  first,
  last,
  thread,
  lost,
  (SELECT text FROM name WHERE domain = 'gap_reason' AND id = gap.reason)
FROM gap
;
CREATE VIEW threads(
  id,      -- its number in this trace
  process, -- its process
  tid,     -- its number in the system
  name,    -- its name, if it has one
  steps,   -- run slices on it
  run_ns,  -- time spent in tasks; a task that runs inside another counts twice
  first,   -- when the first of them began
  last     -- when the last of them ended
) AS
WITH work AS (
  SELECT thread, count(*) AS steps, sum(run_ns) AS run_ns, min(ended - run_ns) AS first, max(ended) AS last
  FROM step
  GROUP BY thread
)
SELECT
  thread.id, thread.process, thread.tid, thread.name, coalesce(work.steps, 0), coalesce(work.run_ns, 0),
  work.first, work.last
FROM thread
LEFT JOIN work ON work.thread = thread.id
;
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
FROM site
;
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
FROM module
;
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
FROM frames
;
CREATE VIEW tasks(
  id,               -- the task's number: the runtime's own, plus 2^32 for each process before its own
  name,             -- the name it was given, NULL if none
  label,            -- its name, else the function it runs, else '(unknown)'
  parent,           -- the task that created it, NULL if none
  kind,             -- unstructured, child, group_child, async_let, preexisting or loop
  priority,         -- its priority when created
  created,          -- when it was created
  ended,            -- when it ended, NULL while alive
  outcome,          -- ok, threw, cancelled or alive
  duration_ns,      -- from created to ended, NULL while alive
  run_ns,           -- time it ran, up to its last finished step
  ready_ns,         -- time it could have run but did not
  wait_ns,          -- time it waited for something
  steps,            -- how often it ran
  function,         -- the function it runs
  file,             -- the file of that function
  line,             -- the line of that function
  created_function, -- the function that created it
  created_file,     -- the file of that place
  created_line,     -- the line of that place
  created_stack     -- that place and its callers: see the view stacks
) AS
SELECT
  id,
  (SELECT text FROM string WHERE id = task.name),
  coalesce(
    (SELECT text FROM string WHERE id = task.name),
    (SELECT function FROM sites WHERE id = task.entry),
    '(unknown)'
  ),
  parent,
  (SELECT text FROM name WHERE domain = 'task_kind' AND id = task.kind),
  priority,
  created,
  ended,
  CASE
    WHEN ended IS NULL THEN 'alive'
    ELSE (SELECT text FROM name WHERE domain = 'outcome' AND id = task.outcome)
  END,
  ended - created,
  run_ns,
  ready_ns,
  wait_ns,
  steps,
  (SELECT function FROM sites WHERE id = task.entry),
  (SELECT file FROM sites WHERE id = task.entry),
  (SELECT line FROM sites WHERE id = task.entry),
  (SELECT function FROM sites WHERE id = task.site),
  (SELECT file FROM sites WHERE id = task.site),
  (SELECT line FROM sites WHERE id = task.site),
  created_stack
FROM task
;
CREATE VIEW task_states(
  task,        -- the task
  state,       -- created, ready, running or waiting
  at,          -- when it began
  duration_ns, -- how long it lasted, NULL while it lasts
  thread,      -- where it ran, if running
  reason       -- what it waited for, if waiting
) AS
SELECT task, 'running', ended - run_ns, run_ns, thread, NULL
FROM step
UNION ALL
SELECT task, 'ready', ended - run_ns - ready_ns, ready_ns, NULL, NULL
FROM step
WHERE ready_ns > 0
UNION ALL
SELECT
  task, 'waiting', ended - run_ns - coalesce(ready_ns, 0) - wait_ns, wait_ns, NULL,
  (SELECT text FROM name WHERE domain = 'wait_reason' AND id = step.reason)
FROM step
WHERE wait_ns IS NOT NULL
UNION ALL
SELECT
  task,
  (SELECT text FROM name WHERE domain = 'task_state' AND id = open_task.state),
  since,
  NULL,
  thread,
  CASE
    WHEN state = 4 THEN (SELECT text FROM name WHERE domain = 'wait_reason' AND id = open_task.reason)
  END
FROM open_task
UNION ALL
SELECT task, 'ready', since - ready_ns, ready_ns, NULL, NULL
FROM open_task
WHERE state = 3 AND ready_ns > 0
UNION ALL
SELECT
  task, 'waiting', since - iif(state = 3, coalesce(ready_ns, 0), 0) - wait_ns, wait_ns, NULL,
  (SELECT text FROM name WHERE domain = 'wait_reason' AND id = open_task.reason)
FROM open_task
WHERE state IN (2, 3) AND wait_ns IS NOT NULL
;
CREATE VIEW task_latency(
  name,      -- the given name, else the function they run, else '(unknown)'
  count,     -- tasks of that name
  p50_ns,    -- half of those that ended took at most this long
  p95_ns,    -- 95 of 100 that ended
  p99_ns,    -- 99 of 100 that ended
  max_ns,    -- the longest that ended
  total_ns,  -- sum over those that ended, NULL if none did
  failed,    -- how many threw
  cancelled, -- how many ended by cancellation
  alive,     -- how many had not ended
  run_ns,    -- time they ran
  ready_ns,  -- time they could have run but did not
  wait_ns    -- time they waited
) AS
WITH
named AS (
  SELECT
    coalesce(task.name, (SELECT function FROM site WHERE id = task.entry)) AS string,
    task.ended - task.created AS duration, task.ended, task.outcome, task.run_ns, task.ready_ns, task.wait_ns
  FROM task
),
sums AS (
  SELECT
    string, count(*) AS count, max(duration) AS max_ns, sum(duration) AS total_ns,
    sum(outcome IS 1) AS failed, sum(outcome IS 2) AS cancelled, sum(ended IS NULL) AS alive,
    sum(run_ns) AS run_ns, sum(ready_ns) AS ready_ns, sum(wait_ns) AS wait_ns, count(duration) AS measured
  FROM named
  GROUP BY string
),
ranked AS (
  SELECT string, duration, row_number() OVER (PARTITION BY string ORDER BY duration) AS rank
  FROM named
  WHERE duration IS NOT NULL
),
percentiles AS (
  SELECT
    ranked.string,
    max(iif(rank = (measured * 50 + 99) / 100, duration, NULL)) AS p50_ns,
    max(iif(rank = (measured * 95 + 99) / 100, duration, NULL)) AS p95_ns,
    max(iif(rank = (measured * 99 + 99) / 100, duration, NULL)) AS p99_ns
  FROM ranked
  JOIN sums ON sums.string IS ranked.string
  GROUP BY ranked.string
)
SELECT
  coalesce((SELECT text FROM string WHERE id = sums.string), '(unknown)'),
  count, p50_ns, p95_ns, p99_ns, max_ns, total_ns, failed, cancelled, alive,
  run_ns, ready_ns, wait_ns
FROM sums
LEFT JOIN percentiles ON percentiles.string IS sums.string
;
CREATE VIEW steps(
  ended,        -- when it ended: no two steps end at the same time
  task,         -- the task
  wait_ns,      -- how long it had waited, NULL for the first step of a task
  ready_ns,     -- how long it was then ready before it ran
  run_ns,       -- how long it ran, up to `ended`
  reason,       -- what it had waited for: task, sleep, queue_get ... NULL for the first step
  object,       -- the task, object or executor it had waited for, as the reason says
  waker_task,   -- the task that ended the wait
  waker_thread, -- the thread that ended the wait
  thread,       -- the thread it ran on
  site          -- where it went on: see the view sites
) AS
SELECT
  ended, task, wait_ns, ready_ns, run_ns,
  (SELECT text FROM name WHERE domain = 'wait_reason' AND id = step.reason),
  object, waker, waker_thread, thread,
  coalesce(site, (SELECT entry FROM task WHERE id = step.task))
FROM step
;
CREATE VIEW open_steps(
  task,         -- the task
  state,        -- created, ready, running or waiting
  since,        -- since when
  wait_ns,      -- how long it had waited before it became ready, NULL while it waits
  ready_ns,     -- how long it was ready before it ran, NULL while it does not run
  reason,       -- what it waits for or had waited for
  object,       -- the task, object or executor, as the reason says
  waker_task,   -- the task that ended the wait
  waker_thread, -- the thread that ended the wait
  thread,       -- the thread it runs on
  site          -- where it waits or runs: see the view sites
) AS
SELECT
  task,
  (SELECT text FROM name WHERE domain = 'task_state' AND id = open_task.state),
  since, iif(state IN (2, 3), wait_ns, NULL), iif(state = 3, ready_ns, NULL),
  (SELECT text FROM name WHERE domain = 'wait_reason' AND id = open_task.reason),
  object, waker, waker_thread, thread, site
FROM open_task
;
CREATE VIEW callbacks(
  at,          -- when it began
  ended,       -- when it ended
  duration_ns, -- how long it ran
  kind,        -- step, handle, timer or done_callback
  task,        -- the task, NULL if none
  task_name,   -- the name the task was given
  thread,      -- the thread it ran on
  object,      -- the future or event loop, NULL for a step
  function,    -- the function that ran; for a callback, the one that added it
  file,        -- the file of that place
  line         -- the line of that place
) AS
SELECT
  ended - run_ns,
  ended,
  run_ns,
  'step',
  task,
  (SELECT name FROM tasks WHERE id = step.task),
  thread,
  NULL,
  (SELECT function FROM sites WHERE id = coalesce(step.site, (SELECT entry FROM task WHERE id = step.task))),
  (SELECT file FROM sites WHERE id = coalesce(step.site, (SELECT entry FROM task WHERE id = step.task))),
  (SELECT line FROM sites WHERE id = coalesce(step.site, (SELECT entry FROM task WHERE id = step.task)))
FROM step
UNION ALL
SELECT
  ended - run_ns,
  ended,
  run_ns,
  (SELECT text FROM name WHERE domain = 'callback_kind' AND id = callback.kind),
  task,
  (SELECT name FROM tasks WHERE id = callback.task),
  thread,
  object,
  (SELECT function FROM sites WHERE id = callback.site),
  (SELECT file FROM sites WHERE id = callback.site),
  (SELECT line FROM sites WHERE id = callback.site)
FROM callback
;
CREATE VIEW slow_callbacks(
  at,           -- when it began
  ended,        -- when it ended
  duration_ns,  -- how long it ran
  threshold_ns, -- the threshold
  task,         -- the task, NULL if none
  task_name,    -- the name the task was given
  thread,       -- the thread it held up
  object,       -- the future or event loop, if it is a callback of one
  function,     -- the function that ran
  file,         -- the file of that place
  line,         -- the line of that place
  message       -- the warning that was logged, if one was
) AS
SELECT
  at - duration_ns,
  at,
  duration_ns,
  threshold_ns,
  task,
  (SELECT name FROM tasks WHERE id = slow_callback.task),
  thread,
  object,
  (SELECT function FROM sites WHERE id = slow_callback.site),
  (SELECT file FROM sites WHERE id = slow_callback.site),
  (SELECT line FROM sites WHERE id = slow_callback.site),
  message
FROM slow_callback
;
CREATE VIEW awaits(
  at,           -- when it began to wait
  duration_ns,  -- how long it waited, NULL while it waits
  ready_ns,     -- how long it was then ready before it ran
  task,         -- the task that waited
  task_name,    -- the name the task was given
  reason,       -- task, continuation, group, actor, sleep, queue_get, event, lock ...
  object,       -- what it waited for: a task, an object or an executor, as the reason says
  object_name,  -- the name of that task or object
  waker_task,   -- the task that ended the wait
  waker_thread, -- the thread that ended the wait
  function,     -- the function that waited
  file,         -- the file of the await
  line,         -- the line of the await
  stack         -- that place and its callers, where those were recorded: see the view stacks
) AS
WITH waits AS (
  SELECT
    ended - run_ns - coalesce(ready_ns, 0) - wait_ns AS at, wait_ns AS duration_ns, ready_ns, task, reason,
    object, waker, waker_thread, site, stack
  FROM step
  WHERE wait_ns IS NOT NULL
  UNION ALL
  SELECT since, NULL, NULL, task, reason, object, NULL, NULL, site, stack
  FROM open_task
  WHERE state = 4
  UNION ALL
  -- The wait is over, the step that follows it is not.
  SELECT
    since - iif(state = 3, coalesce(ready_ns, 0), 0) - wait_ns, wait_ns, iif(state = 3, ready_ns, NULL),
    task, reason, object, waker, waker_thread, site, stack
  FROM open_task
  WHERE state IN (2, 3) AND wait_ns IS NOT NULL
)
SELECT
  at,
  duration_ns,
  ready_ns,
  task,
  (SELECT name FROM tasks WHERE id = waits.task),
  (SELECT text FROM name WHERE domain = 'wait_reason' AND id = waits.reason),
  object,
  CASE
    WHEN reason IN (1, 7) THEN (SELECT label FROM tasks WHERE id = waits.object)
    WHEN reason >= 20 THEN (SELECT name FROM objects WHERE id = waits.object)
  END,
  waker,
  waker_thread,
  (SELECT function FROM sites WHERE id = waits.site),
  (SELECT file FROM sites WHERE id = waits.site),
  (SELECT line FROM sites WHERE id = waits.site),
  stack
FROM waits
;
CREATE VIEW waits_by_site(
  reason,        -- what was waited for
  count,         -- how many waits, ended or not
  total_ns,      -- how long together those that ended, NULL if none did
  max_ns,        -- the longest that ended
  still_waiting, -- how many had not ended
  function,      -- the function that waited
  file,          -- the file of the await
  line           -- the line of the await
) AS
WITH
ended AS (
  SELECT reason, site, count(*) AS count, sum(wait_ns) AS total_ns, max(wait_ns) AS max_ns, 0 AS still
  FROM step
  WHERE wait_ns IS NOT NULL AND reason IS NOT NULL
  GROUP BY reason, site
),
open AS (
  SELECT
    reason, site, count(*) AS count, sum(iif(state = 4, NULL, wait_ns)) AS total_ns,
    max(iif(state = 4, NULL, wait_ns)) AS max_ns, sum(state = 4) AS still
  FROM open_task
  WHERE reason IS NOT NULL AND (state = 4 OR state IN (2, 3) AND wait_ns IS NOT NULL)
  GROUP BY reason, site
),
sums AS (
  SELECT
    reason, count, total_ns, max_ns, still, (SELECT function FROM sites WHERE id = site) AS function,
    (SELECT file FROM sites WHERE id = site) AS file, (SELECT line FROM sites WHERE id = site) AS line
  FROM (SELECT * FROM ended UNION ALL SELECT * FROM open)
)
-- One line of the source can be several sites: addresses.
SELECT
  (SELECT text FROM name WHERE domain = 'wait_reason' AND id = sums.reason),
  sum(count),
  sum(total_ns),
  max(max_ns),
  sum(still),
  function,
  file,
  line
FROM sums
GROUP BY reason, function, file, line
;
CREATE VIEW cancellations(
  at,           -- when it was requested
  task,         -- the task to be cancelled
  task_name,    -- the name that task was given
  by_task,      -- the task that requested it, NULL if none
  by_thread,    -- the thread that requested it
  cause,        -- direct, or propagated from the parent
  delivered_at, -- when the task next ran, NULL if it did not
  ended_at,     -- when the task ended, NULL while alive
  duration_ns,  -- from the request to the end of the task
  outcome,      -- how the task ended: ok, threw, cancelled or alive
  function,     -- the function that requested it
  file,         -- the file of that place
  line          -- the line of that place
) AS
SELECT
  at,
  task,
  (SELECT name FROM tasks WHERE id = cancellation.task),
  by_task,
  by_thread,
  (SELECT text FROM name WHERE domain = 'cancel_cause' AND id = cancellation.cause),
  delivered,
  ended,
  ended - at,
  coalesce((SELECT outcome FROM tasks WHERE id = cancellation.task), 'alive'),
  (SELECT function FROM sites WHERE id = cancellation.site),
  (SELECT file FROM sites WHERE id = cancellation.site),
  (SELECT line FROM sites WHERE id = cancellation.site)
FROM cancellation
;
CREATE VIEW objects(
  id,       -- its number in this trace
  kind,     -- queue, event, future, event_loop, lock, semaphore, condition, barrier or handle
  name,     -- the name it was given, NULL if none
  created,  -- when it was made
  ended,    -- when it was closed or released, NULL if it was not
  function, -- the function that made it
  file,     -- the file of that place
  line      -- the line of that place
) AS
SELECT
  id,
  (SELECT text FROM name WHERE domain = 'object_kind' AND id = object.kind),
  (SELECT text FROM string WHERE id = object.name),
  created,
  ended,
  (SELECT function FROM sites WHERE id = object.site),
  (SELECT file FROM sites WHERE id = object.site),
  (SELECT line FROM sites WHERE id = object.site)
FROM object
;
CREATE VIEW queue_operations(
  at,         -- when it happened
  operation,  -- put or get
  queue,      -- the queue
  queue_name, -- the name the queue was given
  depth,      -- items in the queue after it
  item,       -- the item: the how-manieth put of this queue
  dwell_ns,   -- of a get: how long the item had been in the queue
  task,       -- the task that did it
  task_name,  -- the name the task was given
  thread,     -- the thread it ran on
  function,   -- the function that did it
  file,       -- the file of that place
  line        -- the line of that place
) AS
SELECT
  at,
  (SELECT text FROM name WHERE domain = 'queue_op' AND id = queue_op.op),
  queue,
  (SELECT name FROM objects WHERE id = queue_op.queue),
  depth,
  item,
  dwell_ns,
  task,
  (SELECT name FROM tasks WHERE id = queue_op.task),
  thread,
  (SELECT function FROM sites WHERE id = queue_op.site),
  (SELECT file FROM sites WHERE id = queue_op.site),
  (SELECT line FROM sites WHERE id = queue_op.site)
FROM queue_op
;
CREATE VIEW queues(
  id,              -- the queue
  name,            -- the name it was given
  puts,            -- items put
  gets,            -- items got
  gets_per_second, -- from its first to its last operation
  depth,           -- items in it after its last operation
  max_depth,       -- the most items that were ever in it
  dwell_p50_ns,    -- half of the items stayed at most this long
  dwell_p95_ns,    -- 95 of 100 items
  dwell_p99_ns,    -- 99 of 100 items
  dwell_max_ns,    -- the longest stay
  first,           -- when its first operation happened
  last,            -- when its last operation happened
  function,        -- the function that made it
  file,            -- the file of that place
  line             -- the line of that place
) AS
WITH
sums AS (
  SELECT
    queue, sum(op = 1) AS puts, sum(op = 2) AS gets, max(depth) AS max_depth, min(at) AS first,
    max(at) AS last, count(dwell_ns) AS measured, max(dwell_ns) AS dwell_max_ns
  FROM queue_op
  GROUP BY queue
),
ranked AS (
  SELECT queue, dwell_ns, row_number() OVER (PARTITION BY queue ORDER BY dwell_ns) AS rank
  FROM queue_op
  WHERE dwell_ns IS NOT NULL
),
percentiles AS (
  SELECT
    ranked.queue,
    max(iif(rank = (measured * 50 + 99) / 100, dwell_ns, NULL)) AS p50_ns,
    max(iif(rank = (measured * 95 + 99) / 100, dwell_ns, NULL)) AS p95_ns,
    max(iif(rank = (measured * 99 + 99) / 100, dwell_ns, NULL)) AS p99_ns
  FROM ranked
  JOIN sums ON sums.queue = ranked.queue
  GROUP BY ranked.queue
)
SELECT
  sums.queue,
  objects.name,
  puts,
  gets,
  CASE WHEN last > first THEN gets * 1e9 / (last - first) END,
  (SELECT depth FROM queue_op WHERE at = sums.last),
  max_depth,
  p50_ns,
  p95_ns,
  p99_ns,
  dwell_max_ns,
  first,
  last,
  objects.function,
  objects.file,
  objects.line
FROM sums
LEFT JOIN percentiles ON percentiles.queue = sums.queue
LEFT JOIN objects ON objects.id = sums.queue
;
CREATE VIEW marks(
  at,          -- when it happened
  kind,        -- event_set, future_resolve, timer, mark, never_retrieved, unclosed, anomaly ...
  task,        -- the task in which it happened
  task_name,   -- the name that task was given
  thread,      -- the thread on which it happened
  object,      -- the object it happened to
  object_name, -- the name that object was given
  text,        -- the words that belong to it
  value,       -- its first number: waiters woken, callbacks scheduled, delay in nanoseconds ...
  detail,      -- its second number
  function,    -- the function that did it
  file,        -- the file of that place
  line         -- the line of that place
) AS
SELECT
  at,
  (SELECT text FROM name WHERE domain = 'mark_kind' AND id = mark.kind),
  task,
  (SELECT name FROM tasks WHERE id = mark.task),
  thread,
  object,
  (SELECT name FROM objects WHERE id = mark.object),
  (SELECT text FROM string WHERE id = mark.text),
  a,
  b,
  (SELECT function FROM sites WHERE id = mark.site),
  (SELECT file FROM sites WHERE id = mark.site),
  (SELECT line FROM sites WHERE id = mark.site)
FROM mark
;
CREATE VIEW events(
  at,          -- when it happened
  kind,        -- task_create, task_start, suspend, wake, resume, task_end, callback, queue_put, cancel ...
  task,        -- the task it happened to or in
  task_name,   -- the name that task was given
  thread,      -- the thread it happened on
  object,      -- the object concerned; of suspend and resume, what was waited for
  object_name, -- the name of that object
  detail       -- in words: the kind of a task, the reason of a wait, an outcome, a depth, a message
) AS
WITH happenings(at, kind, task, thread, object, reason, detail) AS (
  SELECT
    created, 'task_create', id, NULL, NULL, NULL,
    (SELECT text FROM name WHERE domain = 'task_kind' AND id = task.kind)
  FROM task
  WHERE created IS NOT NULL
  UNION ALL
  SELECT ended - run_ns, 'task_start', task, thread, NULL, NULL, NULL
  FROM step
  WHERE wait_ns IS NULL
  UNION ALL
  SELECT
    ended - run_ns - coalesce(ready_ns, 0) - wait_ns, 'suspend', task, NULL, object, reason,
    (SELECT text FROM name WHERE domain = 'wait_reason' AND id = step.reason)
  FROM step
  WHERE wait_ns IS NOT NULL
  UNION ALL
  SELECT
    ended - run_ns - coalesce(ready_ns, 0), 'wake', task, waker_thread, object, reason,
    'by task ' || waker
  FROM step
  WHERE wait_ns IS NOT NULL
  UNION ALL
  SELECT
    ended - run_ns, 'resume', task, thread, object, reason,
    (SELECT text FROM name WHERE domain = 'wait_reason' AND id = step.reason)
  FROM step
  WHERE wait_ns IS NOT NULL
  UNION ALL
  SELECT
    since, 'suspend', task, NULL, object, reason,
    (SELECT text FROM name WHERE domain = 'wait_reason' AND id = open_task.reason)
  FROM open_task
  WHERE state = 4
  UNION ALL
  SELECT
    ended, 'task_end', id, NULL, NULL, NULL,
    (SELECT text FROM name WHERE domain = 'outcome' AND id = task.outcome)
  FROM task
  WHERE ended IS NOT NULL
  UNION ALL
  SELECT
    ended - run_ns, 'callback', task, thread, object, 20,
    (SELECT text FROM name WHERE domain = 'callback_kind' AND id = callback.kind)
  FROM callback
  UNION ALL
  SELECT at - duration_ns, 'slow_callback', task, thread, object, 20, message
  FROM slow_callback
  UNION ALL
  SELECT
    at, 'cancel', task, by_thread, NULL, NULL,
    (SELECT text FROM name WHERE domain = 'cancel_cause' AND id = cancellation.cause)
      || coalesce(', by task ' || by_task, '')
  FROM cancellation
  UNION ALL
  SELECT
    at, 'queue_' || (SELECT text FROM name WHERE domain = 'queue_op' AND id = queue_op.op), task, thread,
    queue, 20, 'depth ' || depth
  FROM queue_op
  UNION ALL
  SELECT
    at, (SELECT text FROM name WHERE domain = 'mark_kind' AND id = mark.kind), task, thread, object, 20,
    coalesce((SELECT text FROM string WHERE id = mark.text), CAST(a AS TEXT))
  FROM mark
  UNION ALL
  SELECT
    created, 'object_create', NULL, NULL, id, 20,
    (SELECT text FROM name WHERE domain = 'object_kind' AND id = object.kind)
  FROM object
  WHERE created IS NOT NULL
  UNION ALL
  SELECT
    ended, 'object_end', NULL, NULL, id, 20,
    (SELECT text FROM name WHERE domain = 'object_kind' AND id = object.kind)
  FROM object
  WHERE ended IS NOT NULL
)
SELECT
  at,
  kind,
  task,
  (SELECT name FROM tasks WHERE id = happenings.task),
  thread,
  object,
  -- As in awaits: the reason says what the object is. 20 and above: an object.
  CASE
    WHEN reason IN (1, 7) THEN (SELECT label FROM tasks WHERE id = happenings.object)
    WHEN reason >= 20 THEN (SELECT name FROM objects WHERE id = happenings.object)
  END,
  detail
FROM happenings
;
COMMIT;
