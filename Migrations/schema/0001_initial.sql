-- Trace format 1. Released steps are history: never edit this file once it has shipped; add 0002.
--
-- Times are integer nanoseconds since the start of the trace; meta.wall_clock_at_zero_ns gives the
-- wall clock at zero. Units stand in the column name. Text is kept once, in `string`. The integers
-- behind `kind`, `reason`, `outcome`, `state`, `op` and `cause` are spelled out in `name`.
-- A task id is the runtime's own (its low 32 bits) plus 2^32 x (process.id - 1).

-- What the file is: format, program, clock, capture, state (live, closed, recovered) ...
CREATE TABLE meta(
  key TEXT PRIMARY KEY,
  value ANY
) STRICT, WITHOUT ROWID;

-- The words behind the small integers: name('wait_reason', 5) is 'sleep'.
CREATE TABLE name(
  domain TEXT NOT NULL,
  id INTEGER NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY (domain, id)
) STRICT, WITHOUT ROWID;

-- A traced process. `boot_ticks` is its start time in /proc/PID/stat: with `pid` it tells a living
-- writer from a later process that got the same number. `parent` is the pid of the process that started
-- it, `note` what became of its recording where that is not plain.
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

-- The Swift runtime of a process, as the probe's self-check saw it. NULL: not known.
CREATE TABLE runtime(
  process INTEGER PRIMARY KEY,
  library TEXT,
  layout_version INTEGER,
  task_size INTEGER
) STRICT;

-- What the self-check has looked at, in its order. result: passed, limited, failed or skipped.
CREATE TABLE runtime_check(
  process INTEGER NOT NULL,
  number INTEGER NOT NULL,
  name TEXT NOT NULL,
  result TEXT NOT NULL,
  detail TEXT NOT NULL,
  PRIMARY KEY (process, number)
) STRICT, WITHOUT ROWID;

-- What the trace of a process does not show, and why.
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

CREATE TABLE string(
  id INTEGER PRIMARY KEY,
  text TEXT NOT NULL UNIQUE
) STRICT;

-- An executable or library of the process: what symbolication needs later. build_id (NULL where the linker made none),
-- size and modified (ns since 1970) are those of the file that was loaded. symbols: what the file told in the end, see
-- name('module_symbols', ...); NULL: nobody has looked.
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

-- A place in the code. Either an address (`module`, `address` as the file numbers it) or a source
-- line that a primitive was told (`#fileID`, `#line`). `function` and `file` are strings.
-- state: 0 an address only, 1 function known, 2 function and line known, 3 nothing more to find,
-- 4 function known, which goes on here after an await: its line is still to be found.
CREATE TABLE site(
  id INTEGER PRIMARY KEY,
  function INTEGER,
  file INTEGER,
  line INTEGER,
  module INTEGER,
  address INTEGER,
  state INTEGER NOT NULL DEFAULT 0
) STRICT;

-- A distinct stack: of a suspension (the function that waits and those that await it), or of a creation.
-- is_cut: 1 if there may be more frames than are kept, NULL if the frames were lost. `number` is what its process
-- calls it.
CREATE TABLE stack(
  id INTEGER PRIMARY KEY,
  is_cut INTEGER,
  process INTEGER,
  number INTEGER
) STRICT;

-- Depth 0 is the innermost.
CREATE TABLE stack_frame(
  stack INTEGER NOT NULL,
  depth INTEGER NOT NULL,
  site INTEGER NOT NULL,
  PRIMARY KEY (stack, depth)
) STRICT, WITHOUT ROWID;

-- The functions that the compiler has inlined at an address, innermost first; the last is the function that holds
-- the address. Only where there are two or more.
CREATE TABLE inlined_frame(
  site INTEGER NOT NULL,
  depth INTEGER NOT NULL,
  function INTEGER,
  file INTEGER,
  line INTEGER,
  PRIMARY KEY (site, depth)
) STRICT, WITHOUT ROWID;

-- A task. `site` is where it was created (with the callers: `created_stack`), `entry` the function it runs. Sums cover what is in
-- `step`; for a living task, up to its last finished step. outcome NULL: alive at the end.
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

-- A step: one run slice (a callback in asyncio's word) and the wait before it. It waited `wait_ns`
-- for `reason` on `object` (a task, a traced object or an executor, as the reason says), was woken by
-- task `waker` on `waker_thread`, was ready for `ready_ns`, and ran from ended - run_ns to ended.
-- `site` is where it went on: the function, and the line of the await that had suspended it.
-- `stack` is where it waited, with the callers, where those were asked for.
-- The first step of a task has wait_ns NULL and reason NULL. Equal ends are kept apart by 1 ns.
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

-- What every task that is not yet ended was doing at the last commit: for live readers, and the
-- state from which recovery goes on. state: see name('task_state', ...). For recovery alone: `run_site`, where it runs
-- or ran last; `memory`, flags (1: `site` is `run_site`, 2: no state yet, 4: the request to cancel is delivered) and from
-- 256 on the count of its anomalies; `pending_...`, what it said that it is about to wait for.
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
  stack INTEGER,
  run_site INTEGER,
  memory INTEGER NOT NULL DEFAULT 0,
  pending_reason INTEGER,
  pending_object INTEGER,
  pending_site INTEGER
) STRICT;

-- A traced object: queue, event, future, event loop ... `parent` is the loop it belongs to.
CREATE TABLE object(
  id INTEGER PRIMARY KEY,
  kind INTEGER NOT NULL,
  name INTEGER,
  site INTEGER,
  created INTEGER,
  ended INTEGER
) STRICT;

-- A callback that is not a task's step: an event loop's handle or timer, a future's done callback.
-- It ran from ended - run_ns to ended. `object` is the future or the loop, `site` where it was added.
CREATE TABLE callback(
  ended INTEGER PRIMARY KEY,
  run_ns INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  task INTEGER,
  thread INTEGER,
  object INTEGER,
  site INTEGER
) STRICT;

-- A step or callback that ran for at least the threshold. `at` is its end.
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

-- dwell_ns (of a get): how long the item had been in the queue. `item` numbers the queue's puts. `text`: what the
-- program said of the item that it put, where it was asked to; a string.
CREATE TABLE queue_op(
  at INTEGER PRIMARY KEY,
  queue INTEGER NOT NULL,
  op INTEGER NOT NULL,
  depth INTEGER NOT NULL,
  item INTEGER,
  dwell_ns INTEGER,
  task INTEGER,
  thread INTEGER,
  site INTEGER,
  text INTEGER
) STRICT;

-- A request to cancel. delivered: when the task next ran. ended: when it ended.
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

-- Other happenings: event set and clear, future resolve and cancel, timers, user marks, warnings,
-- records that did not fit the task's state (anomaly).
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

-- The tables from here to `segment` cover the whole run, also where the oldest details were dropped, or where a flight
-- recorder kept them for a few moments only.

-- Durations of ended tasks per name: bucket = floor(8 * log2(ns + 1)).
CREATE TABLE task_histogram(
  name INTEGER NOT NULL,
  bucket INTEGER NOT NULL,
  n INTEGER NOT NULL,
  PRIMARY KEY (name, bucket)
) STRICT, WITHOUT ROWID;

-- Ended tasks of one name: `name` is a string, or 0 where they have none; then `entry` is the site of the function
-- that they run, else 0. measured: those whose beginning is known; total_ns and max_ns are theirs.
CREATE TABLE task_total(
  name INTEGER NOT NULL,
  entry INTEGER NOT NULL,
  ended INTEGER NOT NULL,
  failed INTEGER NOT NULL,
  cancelled INTEGER NOT NULL,
  measured INTEGER NOT NULL,
  total_ns INTEGER NOT NULL,
  max_ns INTEGER NOT NULL,
  run_ns INTEGER NOT NULL,
  ready_ns INTEGER NOT NULL,
  wait_ns INTEGER NOT NULL,
  steps INTEGER NOT NULL,
  PRIMARY KEY (name, entry)
) STRICT, WITHOUT ROWID;

-- What happened from `at` on for meta.rate_width_ns, which doubles when there are 4096 rows. run_ns, ready_ns and
-- wait_ns are those of the steps that ended then.
CREATE TABLE rate(
  at INTEGER PRIMARY KEY,
  tasks_created INTEGER NOT NULL,
  tasks_ended INTEGER NOT NULL,
  tasks_failed INTEGER NOT NULL,
  tasks_cancelled INTEGER NOT NULL,
  steps INTEGER NOT NULL,
  run_ns INTEGER NOT NULL,
  ready_ns INTEGER NOT NULL,
  wait_ns INTEGER NOT NULL,
  callbacks INTEGER NOT NULL,
  slow_callbacks INTEGER NOT NULL,
  queue_puts INTEGER NOT NULL,
  queue_gets INTEGER NOT NULL,
  lost INTEGER NOT NULL
) STRICT;

-- A queue. depth: after the operation at `last`. depth_time: the depth times the nanoseconds that it lasted, summed from
-- `first` to `last`. measured: gets whose item's put is known; dwell_ns and max_dwell_ns are theirs.
CREATE TABLE queue_total(
  queue INTEGER PRIMARY KEY,
  puts INTEGER NOT NULL,
  gets INTEGER NOT NULL,
  first INTEGER NOT NULL,
  last INTEGER NOT NULL,
  depth INTEGER NOT NULL,
  max_depth INTEGER NOT NULL,
  depth_time REAL NOT NULL,
  measured INTEGER NOT NULL,
  dwell_ns INTEGER NOT NULL,
  max_dwell_ns INTEGER NOT NULL
) STRICT;

-- How long items stayed in a queue, in buckets as those of task_histogram.
CREATE TABLE queue_histogram(
  queue INTEGER NOT NULL,
  bucket INTEGER NOT NULL,
  n INTEGER NOT NULL,
  PRIMARY KEY (queue, bucket)
) STRICT, WITHOUT ROWID;

-- How many rows of details are not there any more, or were not kept at all: what = name('detail', ...).
CREATE TABLE dropped(
  what INTEGER PRIMARY KEY,
  n INTEGER NOT NULL
) STRICT;

-- The stretches of time whose details a flight recorder has kept. last NULL: up to the end of the trace.
CREATE TABLE kept_window(
  id INTEGER PRIMARY KEY,
  first INTEGER NOT NULL,
  last INTEGER,
  reason TEXT NOT NULL
) STRICT;

-- Waits that have ended, added up by reason and place (`site` 0: unknown), as they are in `step`.
CREATE TABLE wait_total(
  reason INTEGER NOT NULL,
  site INTEGER NOT NULL,
  n INTEGER NOT NULL,
  total_ns INTEGER NOT NULL,
  max_ns INTEGER NOT NULL,
  PRIMARY KEY (reason, site)
) STRICT, WITHOUT ROWID;

-- How far each segment file was imported: written in the transaction that holds its rows.
CREATE TABLE segment(
  id INTEGER PRIMARY KEY,
  process INTEGER NOT NULL,
  thread INTEGER,
  drained INTEGER NOT NULL,
  finished INTEGER NOT NULL DEFAULT 0
) STRICT;

-- Where the collector of a process stood at its last commit, for recovery. The clock: time in ns is anchor_ns + (ticks -
-- anchor_ticks) * ns_per_tick, before the anchor with the earlier rate. flags: 1 tasks are announced when they are made,
-- 2 suspensions come with stacks, 4 the recording saw the whole program. ended_helpers: the runtime's own tasks that
-- ended last.
CREATE TABLE collector(
  process INTEGER PRIMARY KEY,
  anchor_ticks INTEGER NOT NULL,
  anchor_ns INTEGER NOT NULL,
  ns_per_tick REAL NOT NULL,
  earlier_ns_per_tick REAL NOT NULL,
  records INTEGER NOT NULL,
  anomalies INTEGER NOT NULL,
  flags INTEGER NOT NULL,
  first_task INTEGER NOT NULL,
  adopted_task INTEGER NOT NULL,
  ignored_tasks TEXT NOT NULL,
  ended_helpers TEXT NOT NULL
) STRICT;

-- As open_task, of the runtime's own tasks, which no view shows.
CREATE TABLE open_helper(
  task INTEGER PRIMARY KEY,
  state INTEGER,
  since INTEGER NOT NULL,
  anomalies INTEGER NOT NULL
) STRICT;

-- Callbacks that ran at the last commit.
CREATE TABLE open_callback(
  thread INTEGER NOT NULL,
  handle INTEGER NOT NULL,
  started INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  object INTEGER,
  site INTEGER,
  PRIMARY KEY (thread, handle)
) STRICT, WITHOUT ROWID;

-- The site of each code that the records of a process have named. traits: what the collector knows of the place.
CREATE TABLE code_site(
  process INTEGER NOT NULL,
  code INTEGER NOT NULL,
  site INTEGER NOT NULL,
  traits INTEGER NOT NULL,
  PRIMARY KEY (process, code)
) STRICT, WITHOUT ROWID;

-- The object at each address of an actor or executor.
CREATE TABLE executor_address(
  process INTEGER NOT NULL,
  address INTEGER NOT NULL,
  object INTEGER NOT NULL,
  PRIMARY KEY (process, address)
) STRICT, WITHOUT ROWID;

-- What was not kept, counted exactly.
CREATE TABLE gap(
  id INTEGER PRIMARY KEY,
  first INTEGER,
  last INTEGER,
  thread INTEGER,
  lost INTEGER NOT NULL,
  reason INTEGER NOT NULL,
  process INTEGER
) STRICT;

INSERT INTO name(domain, id, text) VALUES
  ('task_kind', 1, 'unstructured'), ('task_kind', 2, 'child'), ('task_kind', 3, 'group_child'),
  ('task_kind', 4, 'async_let'), ('task_kind', 5, 'preexisting'), ('task_kind', 6, 'loop'),
  ('outcome', 0, 'ok'), ('outcome', 1, 'threw'), ('outcome', 2, 'cancelled'),
  ('task_state', 1, 'created'), ('task_state', 2, 'ready'), ('task_state', 3, 'running'),
  ('task_state', 4, 'waiting'),
  ('wait_reason', 0, 'unknown'), ('wait_reason', 1, 'task'), ('wait_reason', 2, 'continuation'),
  ('wait_reason', 3, 'group'), ('wait_reason', 4, 'actor'), ('wait_reason', 5, 'sleep'),
  ('wait_reason', 6, 'yield'), ('wait_reason', 7, 'async_let'), ('wait_reason', 8, 'stream'),
  ('wait_reason', 20, 'queue_get'), ('wait_reason', 21, 'queue_put'), ('wait_reason', 22, 'event'),
  ('wait_reason', 23, 'future'), ('wait_reason', 24, 'lock'), ('wait_reason', 25, 'semaphore'),
  ('wait_reason', 26, 'condition'), ('wait_reason', 27, 'barrier'), ('wait_reason', 28, 'queue_join'),
  ('wait_reason', 29, 'futures'),
  ('object_kind', 1, 'queue'), ('object_kind', 2, 'event'), ('object_kind', 3, 'future'),
  ('object_kind', 4, 'event_loop'), ('object_kind', 5, 'lock'), ('object_kind', 6, 'semaphore'),
  ('object_kind', 7, 'condition'), ('object_kind', 8, 'barrier'), ('object_kind', 9, 'handle'),
  ('object_kind', 10, 'actor'), ('object_kind', 11, 'executor'), ('object_kind', 12, 'timeout'),
  ('object_kind', 13, 'wait'),
  ('callback_kind', 1, 'handle'), ('callback_kind', 2, 'timer'), ('callback_kind', 3, 'done_callback'),
  ('queue_op', 1, 'put'), ('queue_op', 2, 'get'),
  ('cancel_cause', 0, 'direct'), ('cancel_cause', 1, 'propagated'),
  ('mark_kind', 32, 'queue_shut_down'), ('mark_kind', 33, 'event_set'), ('mark_kind', 34, 'event_clear'),
  ('mark_kind', 35, 'event_wait'), ('mark_kind', 36, 'lock_acquire'), ('mark_kind', 37, 'lock_release'),
  ('mark_kind', 38, 'condition_notify'), ('mark_kind', 39, 'barrier_pass'), ('mark_kind', 40, 'future_resolve'),
  ('mark_kind', 41, 'future_cancel'), ('mark_kind', 42, 'never_retrieved'), ('mark_kind', 43, 'shield_spare'),
  ('mark_kind', 44, 'barrier_break'), ('mark_kind', 50, 'timer'), ('mark_kind', 51, 'timer_cancel'),
  ('mark_kind', 52, 'timeout_expire'), ('mark_kind', 53, 'timeout_reschedule'), ('mark_kind', 54, 'exception'),
  ('mark_kind', 55, 'future_task'), ('mark_kind', 56, 'future_source'), ('mark_kind', 57, 'queue_finish'),
  ('mark_kind', 58, 'result_discarded'),
  ('mark_kind', 60, 'stall'), ('mark_kind', 61, 'mark'), ('mark_kind', 62, 'unclosed'),
  ('mark_kind', 63, 'destroyed_pending'),
  ('mark_kind', 65, 'blocking_begin'), ('mark_kind', 66, 'blocking_end'), ('mark_kind', 67, 'wrong_thread'),
  ('mark_kind', 68, 'timer_late'), ('mark_kind', 70, 'anomaly'), ('mark_kind', 71, 'persist'),
  ('mark_kind', 72, 'clock_jump'),
  ('detail', 1, 'step'), ('detail', 2, 'callback'), ('detail', 3, 'queue_operation'),
  ('detail', 4, 'cancellation'), ('detail', 5, 'mark'), ('detail', 6, 'slow_callback'), ('detail', 7, 'task'),
  ('detail', 8, 'task_failed'), ('detail', 9, 'task_cancelled'), ('detail', 10, 'object'),
  ('gap_reason', 1, 'segments_full'), ('gap_reason', 2, 'write_failed'), ('gap_reason', 3, 'damaged'),
  ('gap_reason', 4, 'held_by_reader'),
  ('module_symbols', 1, 'lines'), ('module_symbols', 2, 'functions'), ('module_symbols', 3, 'none'),
  ('module_symbols', 4, 'changed'), ('module_symbols', 5, 'missing');
