PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE meta(
  key TEXT PRIMARY KEY,
  value ANY
) STRICT, WITHOUT ROWID;
INSERT INTO meta VALUES('arguments','');
INSERT INTO meta VALUES('backtraces',0);
INSERT INTO meta VALUES('capture','probe');
INSERT INTO meta VALUES('capture_note','/opt/swift/usr/lib/swift/linux/libswift_Concurrency.so, layout 1, task size 208, local symbols found');
INSERT INTO meta VALUES('clock_anchor_ns',73811080);
INSERT INTO meta VALUES('clock_anchor_ticks',17398685640882);
INSERT INTO meta VALUES('clock_ns_per_tick',0.38518815654096588696);
INSERT INTO meta VALUES('clock_source','tsc');
INSERT INTO meta VALUES('format',1);
INSERT INTO meta VALUES('host','vm');
INSERT INTO meta VALUES('program','/app/.build/x86_64-unknown-linux-gnu/debug/quick-start');
INSERT INTO meta VALUES('rate_width_ns',1000000000);
INSERT INTO meta VALUES('records',118);
INSERT INTO meta VALUES('segments_folder','/dev/shm/task-trace-0-18522-6701635586299');
INSERT INTO meta VALUES('slow_callback_ns',100000000);
INSERT INTO meta VALUES('state','closed');
INSERT INTO meta VALUES('wall_clock_at_zero_ns',1795268090888008281);
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
INSERT INTO name VALUES('detail',1,'step');
INSERT INTO name VALUES('detail',2,'callback');
INSERT INTO name VALUES('detail',3,'queue_operation');
INSERT INTO name VALUES('detail',4,'cancellation');
INSERT INTO name VALUES('detail',5,'mark');
INSERT INTO name VALUES('detail',6,'slow_callback');
INSERT INTO name VALUES('detail',7,'task');
INSERT INTO name VALUES('detail',8,'task_failed');
INSERT INTO name VALUES('detail',9,'task_cancelled');
INSERT INTO name VALUES('detail',10,'object');
INSERT INTO name VALUES('gap_reason',1,'segments_full');
INSERT INTO name VALUES('gap_reason',2,'write_failed');
INSERT INTO name VALUES('gap_reason',3,'damaged');
INSERT INTO name VALUES('gap_reason',4,'held_by_reader');
INSERT INTO name VALUES('mark_kind',32,'queue_shut_down');
INSERT INTO name VALUES('mark_kind',33,'event_set');
INSERT INTO name VALUES('mark_kind',34,'event_clear');
INSERT INTO name VALUES('mark_kind',35,'event_wait');
INSERT INTO name VALUES('mark_kind',36,'lock_acquire');
INSERT INTO name VALUES('mark_kind',37,'lock_release');
INSERT INTO name VALUES('mark_kind',38,'condition_notify');
INSERT INTO name VALUES('mark_kind',39,'barrier_pass');
INSERT INTO name VALUES('mark_kind',40,'future_resolve');
INSERT INTO name VALUES('mark_kind',41,'future_cancel');
INSERT INTO name VALUES('mark_kind',42,'never_retrieved');
INSERT INTO name VALUES('mark_kind',43,'shield_spare');
INSERT INTO name VALUES('mark_kind',44,'barrier_break');
INSERT INTO name VALUES('mark_kind',50,'timer');
INSERT INTO name VALUES('mark_kind',51,'timer_cancel');
INSERT INTO name VALUES('mark_kind',52,'timeout_expire');
INSERT INTO name VALUES('mark_kind',53,'timeout_reschedule');
INSERT INTO name VALUES('mark_kind',54,'exception');
INSERT INTO name VALUES('mark_kind',55,'future_task');
INSERT INTO name VALUES('mark_kind',56,'future_source');
INSERT INTO name VALUES('mark_kind',57,'queue_finish');
INSERT INTO name VALUES('mark_kind',58,'result_discarded');
INSERT INTO name VALUES('mark_kind',60,'stall');
INSERT INTO name VALUES('mark_kind',61,'mark');
INSERT INTO name VALUES('mark_kind',62,'unclosed');
INSERT INTO name VALUES('mark_kind',63,'destroyed_pending');
INSERT INTO name VALUES('mark_kind',65,'blocking_begin');
INSERT INTO name VALUES('mark_kind',66,'blocking_end');
INSERT INTO name VALUES('mark_kind',67,'wrong_thread');
INSERT INTO name VALUES('mark_kind',68,'timer_late');
INSERT INTO name VALUES('mark_kind',70,'anomaly');
INSERT INTO name VALUES('mark_kind',71,'persist');
INSERT INTO name VALUES('mark_kind',72,'clock_jump');
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
INSERT INTO name VALUES('object_kind',10,'actor');
INSERT INTO name VALUES('object_kind',11,'executor');
INSERT INTO name VALUES('object_kind',12,'timeout');
INSERT INTO name VALUES('object_kind',13,'wait');
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
INSERT INTO name VALUES('wait_reason',29,'futures');
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
INSERT INTO process VALUES(1,18522,670159,'/app/.build/x86_64-unknown-linux-gnu/debug/quick-start',0,86259755,NULL,NULL);
CREATE TABLE runtime(
  process INTEGER PRIMARY KEY,
  library TEXT,
  layout_version INTEGER,
  task_size INTEGER
) STRICT;
INSERT INTO runtime VALUES(1,'/opt/swift/usr/lib/swift/linux/libswift_Concurrency.so',1,208);
CREATE TABLE runtime_check(
  process INTEGER NOT NULL,
  number INTEGER NOT NULL,
  name TEXT NOT NULL,
  result TEXT NOT NULL,
  detail TEXT NOT NULL,
  PRIMARY KEY (process, number)
) STRICT, WITHOUT ROWID;
INSERT INTO runtime_check VALUES(1,1,'hooks','passed','the runtime exports the pointers that it calls at each hand-over of a task');
INSERT INTO runtime_check VALUES(1,2,'layout','passed','a task made for it, and never run, has every field where it is expected');
INSERT INTO runtime_check VALUES(1,3,'library','passed','the file that holds the runtime was found');
INSERT INTO runtime_check VALUES(1,4,'run_site','passed','a job made for it was announced when it ran');
INSERT INTO runtime_check VALUES(1,5,'functions','passed','enqueue, cancel and escalate were found with their sizes');
INSERT INTO runtime_check VALUES(1,6,'propagation','passed','the functions that pass a cancel on were found');
INSERT INTO runtime_check VALUES(1,7,'waits','passed','the functions that go on after a wait were found, a group''s by its name');
INSERT INTO runtime_check VALUES(1,8,'reasons','passed','the places where Task.sleep and Task.yield go on have names');
INSERT INTO runtime_check VALUES(1,9,'outcomes','passed','CancellationError is told from other errors');
INSERT INTO runtime_check VALUES(1,10,'test_task','passed','a task that suspends, is woken by a thread and ends left exactly its records');
CREATE TABLE capture_limit(
  process INTEGER NOT NULL,
  number INTEGER NOT NULL,
  what TEXT NOT NULL,
  why TEXT NOT NULL,
  PRIMARY KEY (process, number)
) STRICT, WITHOUT ROWID;
INSERT INTO capture_limit VALUES(1,1,'awaits that do not suspend','nothing is handed over, so the runtime tells nobody');
INSERT INTO capture_limit VALUES(1,2,'what happens within a step','only hand-overs between steps are told');
INSERT INTO capture_limit VALUES(1,3,'creators of tasks older than the recording','they were made before anybody listened');
CREATE TABLE thread(
  id INTEGER PRIMARY KEY,
  process INTEGER NOT NULL,
  tid INTEGER NOT NULL,
  name TEXT
) STRICT;
INSERT INTO thread VALUES(1,1,18522,'quick-start');
INSERT INTO thread VALUES(2,1,18523,'oot.default-qos');
INSERT INTO thread VALUES(3,1,18526,'task-canary');
INSERT INTO thread VALUES(4,1,18525,'oot.default-qos');
INSERT INTO thread VALUES(5,1,18527,'-qos.overcommit');
CREATE TABLE string(
  id INTEGER PRIMARY KEY,
  text TEXT NOT NULL UNIQUE
) STRICT;
INSERT INTO string VALUES(1,'quick_start');
INSERT INTO string VALUES(2,'quick_start/main.swift');
INSERT INTO string VALUES(3,'work()');
INSERT INTO string VALUES(4,'global executor');
INSERT INTO string VALUES(5,'poller');
INSERT INTO string VALUES(6,'closure #1 in work()');
INSERT INTO string VALUES(7,'closure #1 in Task<>.init(name:priority:operation:)');
INSERT INTO string VALUES(8,'Task<>.init(name:priority:operation:)');
INSERT INTO string VALUES(9,'worker-0');
INSERT INTO string VALUES(10,'thunk for @escaping @isolated(any) @callee_guaranteed @async () -> (@out A)');
INSERT INTO string VALUES(11,'closure #1 in closure #2 in work()');
INSERT INTO string VALUES(12,'closure #1 in TaskGroup.addTask(name:priority:operation:)');
INSERT INTO string VALUES(13,'TaskGroup.addTask(name:priority:operation:)');
INSERT INTO string VALUES(14,'closure #2 in work()');
INSERT INTO string VALUES(15,'worker-1');
INSERT INTO string VALUES(16,'worker-2');
INSERT INTO string VALUES(17,'worker-3');
INSERT INTO string VALUES(18,'Clock.sleep(for:tolerance:)');
INSERT INTO string VALUES(19,'static Task<>.sleep<A>(for:tolerance:clock:)');
INSERT INTO string VALUES(20,'static Task<>._sleep<A>(until:tolerance:clock:)');
INSERT INTO string VALUES(21,'fetch(_:)');
INSERT INTO string VALUES(22,'closure #1 in closure #1 in closure #1 in static Task<>._sleep<A>(until:tolerance:clock:)');
INSERT INTO string VALUES(23,'static Task<>.yield()');
INSERT INTO string VALUES(24,'thunk for @escaping @callee_guaranteed @async () -> (@unowned Int, @error @owned Error)');
INSERT INTO string VALUES(25,'implicit closure #1 in work()');
INSERT INTO string VALUES(26,'implicit closure #2 in work()');
INSERT INTO string VALUES(27,'closure #1 in top-level code');
INSERT INTO string VALUES(28,'/app/Examples/QuickStart/main.swift');
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
INSERT INTO module VALUES(1,1,'/app/.build/x86_64-unknown-linux-gnu/debug/quick-start',94331480207360,94331480207360,94331484791424,'b2855e1ce0e17ce8b6047ca8f41e4d721dc023ac',8015616,1795268058928828646,1);
INSERT INTO module VALUES(2,1,'/opt/swift/usr/lib/swift/linux/libswift_Concurrency.so',139638141718528,139638141718528,139638142398688,'b9f34903c95524076576e2a19e29e879676b9e24',1064176,1776137936000000000,2);
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
INSERT INTO site VALUES(2,3,28,21,1,2193888,2);
INSERT INTO site VALUES(3,6,28,22,1,2198320,2);
INSERT INTO site VALUES(4,7,NULL,NULL,1,481079,3);
INSERT INTO site VALUES(5,8,NULL,NULL,1,474246,3);
INSERT INTO site VALUES(6,3,28,22,1,2194141,2);
INSERT INTO site VALUES(7,10,NULL,NULL,1,2207952,3);
INSERT INTO site VALUES(8,11,28,27,1,2202112,2);
INSERT INTO site VALUES(9,12,NULL,NULL,1,2207910,3);
INSERT INTO site VALUES(10,13,NULL,NULL,1,2203659,3);
INSERT INTO site VALUES(11,14,28,27,1,2201878,2);
INSERT INTO site VALUES(12,3,28,25,1,2194304,2);
INSERT INTO site VALUES(13,18,NULL,NULL,1,481712,3);
INSERT INTO site VALUES(14,19,NULL,NULL,1,473392,3);
INSERT INTO site VALUES(15,6,28,23,1,2198784,2);
INSERT INTO site VALUES(16,20,NULL,NULL,2,334528,3);
INSERT INTO site VALUES(17,21,28,14,1,2197360,2);
INSERT INTO site VALUES(18,22,NULL,NULL,2,338624,3);
INSERT INTO site VALUES(19,21,28,16,1,2197792,2);
INSERT INTO site VALUES(20,23,NULL,NULL,2,416240,3);
INSERT INTO site VALUES(21,24,NULL,NULL,1,2204528,3);
INSERT INTO site VALUES(22,25,28,32,1,2204288,2);
INSERT INTO site VALUES(23,3,28,32,1,2194619,2);
INSERT INTO site VALUES(24,24,NULL,NULL,1,2204528,3);
INSERT INTO site VALUES(25,26,28,33,1,2205024,2);
INSERT INTO site VALUES(26,3,28,33,1,2194676,2);
INSERT INTO site VALUES(27,3,28,34,1,2194736,2);
INSERT INTO site VALUES(28,3,28,34,1,2195008,2);
INSERT INTO site VALUES(29,3,28,35,1,2195317,2);
INSERT INTO site VALUES(30,3,28,36,1,2195424,2);
INSERT INTO site VALUES(31,27,28,41,1,2193760,2);
CREATE TABLE stack(
  id INTEGER PRIMARY KEY,
  is_cut INTEGER,
  process INTEGER,
  number INTEGER
) STRICT;
INSERT INTO stack VALUES(1,1,1,-5316408210262832665);
INSERT INTO stack VALUES(2,1,1,1856222191099265396);
INSERT INTO stack VALUES(3,1,1,2856748068476143740);
INSERT INTO stack VALUES(4,1,1,8074719742904101327);
CREATE TABLE stack_frame(
  stack INTEGER NOT NULL,
  depth INTEGER NOT NULL,
  site INTEGER NOT NULL,
  PRIMARY KEY (stack, depth)
) STRICT, WITHOUT ROWID;
INSERT INTO stack_frame VALUES(1,0,4);
INSERT INTO stack_frame VALUES(1,1,5);
INSERT INTO stack_frame VALUES(1,2,6);
INSERT INTO stack_frame VALUES(2,0,9);
INSERT INTO stack_frame VALUES(2,1,10);
INSERT INTO stack_frame VALUES(2,2,11);
INSERT INTO stack_frame VALUES(3,0,23);
INSERT INTO stack_frame VALUES(4,0,26);
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
INSERT INTO task VALUES(1,NULL,5,NULL,NULL,1,NULL,NULL,NULL,NULL,139128,4455,25339287,9,NULL);
INSERT INTO task VALUES(4,1,1,5,6,3,21,58624981,84050956,2,133049,50394,25242532,4,1);
INSERT INTO task VALUES(5,1,3,9,11,8,21,58652492,58753452,0,11428,83984,5548,3,2);
INSERT INTO task VALUES(6,1,3,15,11,8,21,58654515,63850000,0,9313,109643,5076529,3,2);
INSERT INTO task VALUES(7,1,3,16,11,8,21,58658210,68983853,0,4276,121531,10199836,3,2);
INSERT INTO task VALUES(8,1,3,17,11,8,21,58659312,73860984,0,44176,92667,15064829,2,2);
INSERT INTO task VALUES(15,1,4,NULL,23,22,21,73871419,79023490,0,26949,48732,5076390,3,3);
INSERT INTO task VALUES(16,1,4,NULL,26,25,21,73873883,83997587,0,5970,35552,10082182,3,4);
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
INSERT INTO step VALUES(58598061,11227,1,5,NULL,NULL,NULL,1,NULL,NULL,NULL,NULL);
INSERT INTO step VALUES(58662076,49173,1,4,NULL,14842,4,2,2147483648,NULL,NULL,NULL);
INSERT INTO step VALUES(58726231,63224,4,4,38026,NULL,NULL,3,NULL,NULL,NULL,NULL);
INSERT INTO step VALUES(58734424,6350,5,4,75582,NULL,NULL,8,NULL,NULL,NULL,NULL);
INSERT INTO step VALUES(58736366,1161,6,4,80690,NULL,NULL,8,NULL,NULL,NULL,NULL);
INSERT INTO step VALUES(58742796,1182,7,4,83404,NULL,NULL,8,NULL,NULL,NULL,NULL);
INSERT INTO step VALUES(58746251,3115,8,4,83824,NULL,NULL,8,NULL,NULL,NULL,NULL);
INSERT INTO step VALUES(58750818,3976,5,4,8082,4336,5,17,NULL,NULL,4,NULL);
INSERT INTO step VALUES(58753452,1102,5,4,320,1212,6,19,NULL,NULL,4,NULL);
INSERT INTO step VALUES(58755485,621,1,4,521,92267,3,12,NULL,5,4,NULL);
INSERT INTO step VALUES(63843370,5348,6,4,28222,5073434,5,17,NULL,NULL,4,NULL);
INSERT INTO step VALUES(63850000,2804,6,4,731,3095,6,19,NULL,NULL,4,NULL);
INSERT INTO step VALUES(63854627,1863,1,4,921,5096358,3,12,NULL,6,4,NULL);
INSERT INTO step VALUES(68977574,34682,4,2,6860,10209801,5,15,NULL,NULL,2,NULL);
INSERT INTO step VALUES(68980798,1612,7,2,37796,10198594,5,17,NULL,NULL,2,NULL);
INSERT INTO step VALUES(68983853,1482,7,2,331,1242,6,19,NULL,NULL,2,NULL);
INSERT INTO step VALUES(68986467,972,1,2,510,5130358,3,12,NULL,7,2,NULL);
INSERT INTO step VALUES(73860984,41061,8,4,8843,15064829,5,17,NULL,NULL,2,NULL);
INSERT INTO step VALUES(73875175,10826,1,4,1332,4876550,3,12,NULL,8,4,NULL);
INSERT INTO step VALUES(73899150,22683,15,4,5048,NULL,NULL,22,NULL,NULL,NULL,NULL);
INSERT INTO step VALUES(73902195,1743,16,4,26569,NULL,NULL,25,NULL,NULL,NULL,NULL);
INSERT INTO step VALUES(78984572,3635,15,2,9023,5072764,5,17,NULL,NULL,2,NULL);
INSERT INTO step VALUES(79020927,32018,4,2,1753,10009582,5,15,NULL,NULL,2,NULL);
INSERT INTO step VALUES(79023490,631,15,2,34661,3626,6,19,NULL,NULL,2,NULL);
INSERT INTO step VALUES(79025133,741,1,2,331,5148886,7,27,15,15,2,NULL);
INSERT INTO step VALUES(83995023,3345,16,4,8643,10080840,5,17,NULL,NULL,2,NULL);
INSERT INTO step VALUES(83997587,882,16,4,340,1342,6,19,NULL,NULL,4,NULL);
INSERT INTO step VALUES(84046349,47741,1,4,470,4973005,7,28,16,16,4,NULL);
INSERT INTO step VALUES(84050956,3125,4,4,3755,5023149,5,15,NULL,1,4,NULL);
INSERT INTO step VALUES(84069704,15964,1,4,370,7021,1,30,4,4,4,NULL);
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
INSERT INTO open_task VALUES(1,3,84090545,5,4,31,2147483649,NULL,NULL,20841,NULL,NULL,NULL,31,0,NULL,NULL,NULL);
CREATE TABLE object(
  id INTEGER PRIMARY KEY,
  kind INTEGER NOT NULL,
  name INTEGER,
  site INTEGER,
  created INTEGER,
  ended INTEGER
) STRICT;
INSERT INTO object VALUES(2147483648,11,4,NULL,NULL,NULL);
INSERT INTO object VALUES(2147483649,11,NULL,NULL,NULL,NULL);
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
  site INTEGER,
  text INTEGER
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
INSERT INTO cancellation VALUES(84004217,4,1,4,0,29,84047831,84050956);
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
INSERT INTO task_histogram VALUES(5,196,1);
INSERT INTO task_histogram VALUES(9,132,1);
INSERT INTO task_histogram VALUES(15,178,1);
INSERT INTO task_histogram VALUES(16,186,1);
INSERT INTO task_histogram VALUES(17,190,1);
INSERT INTO task_histogram VALUES(25,178,1);
INSERT INTO task_histogram VALUES(26,186,1);
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
INSERT INTO task_total VALUES(0,22,1,0,0,1,5152071,5152071,26949,48732,5076390,3);
INSERT INTO task_total VALUES(0,25,1,0,0,1,10123704,10123704,5970,35552,10082182,3);
INSERT INTO task_total VALUES(5,0,1,0,1,1,25425975,25425975,133049,50394,25242532,4);
INSERT INTO task_total VALUES(9,0,1,0,0,1,100960,100960,11428,83984,5548,3);
INSERT INTO task_total VALUES(15,0,1,0,0,1,5195485,5195485,9313,109643,5076529,3);
INSERT INTO task_total VALUES(16,0,1,0,0,1,10325643,10325643,4276,121531,10199836,3);
INSERT INTO task_total VALUES(17,0,1,0,0,1,15201672,15201672,44176,92667,15064829,2);
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
INSERT INTO rate VALUES(0,7,7,0,1,30,374289,546958,96087133,0,0,0,0,0);
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
CREATE TABLE queue_histogram(
  queue INTEGER NOT NULL,
  bucket INTEGER NOT NULL,
  n INTEGER NOT NULL,
  PRIMARY KEY (queue, bucket)
) STRICT, WITHOUT ROWID;
CREATE TABLE dropped(
  what INTEGER PRIMARY KEY,
  n INTEGER NOT NULL
) STRICT;
CREATE TABLE kept_window(
  id INTEGER PRIMARY KEY,
  first INTEGER NOT NULL,
  last INTEGER,
  reason TEXT NOT NULL
) STRICT;
CREATE TABLE wait_total(
  reason INTEGER NOT NULL,
  site INTEGER NOT NULL,
  n INTEGER NOT NULL,
  total_ns INTEGER NOT NULL,
  max_ns INTEGER NOT NULL,
  PRIMARY KEY (reason, site)
) STRICT, WITHOUT ROWID;
INSERT INTO wait_total VALUES(1,30,1,7021,7021);
INSERT INTO wait_total VALUES(3,12,4,15195533,5130358);
INSERT INTO wait_total VALUES(4,2,1,14842,14842);
INSERT INTO wait_total VALUES(5,15,3,25242532,10209801);
INSERT INTO wait_total VALUES(5,17,6,45494797,15064829);
INSERT INTO wait_total VALUES(6,19,5,10517,3626);
INSERT INTO wait_total VALUES(7,27,1,5148886,5148886);
INSERT INTO wait_total VALUES(7,28,1,4973005,4973005);
CREATE TABLE segment(
  id INTEGER PRIMARY KEY,
  process INTEGER NOT NULL,
  thread INTEGER,
  drained INTEGER NOT NULL,
  finished INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO segment VALUES(1099511627777,1,1,4,1);
INSERT INTO segment VALUES(1099511627778,1,2,45,0);
INSERT INTO segment VALUES(1099511627779,1,3,1,1);
INSERT INTO segment VALUES(1099511627780,1,4,100,0);
INSERT INTO segment VALUES(1099511627781,1,5,9,0);
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
INSERT INTO collector VALUES(1,17398685640882,73811080,0.38518815654096588696,0.38518811539502773033,118,0,1,3,0,'3','10 11 9 12 13 17 14 18');
CREATE TABLE open_helper(
  task INTEGER PRIMARY KEY,
  state INTEGER,
  since INTEGER NOT NULL,
  anomalies INTEGER NOT NULL
) STRICT;
CREATE TABLE open_callback(
  thread INTEGER NOT NULL,
  handle INTEGER NOT NULL,
  started INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  object INTEGER,
  site INTEGER,
  PRIMARY KEY (thread, handle)
) STRICT, WITHOUT ROWID;
CREATE TABLE code_site(
  process INTEGER NOT NULL,
  code INTEGER NOT NULL,
  site INTEGER NOT NULL,
  traits INTEGER NOT NULL,
  PRIMARY KEY (process, code)
) STRICT, WITHOUT ROWID;
INSERT INTO code_site VALUES(1,94331480680752,14,1358);
INSERT INTO code_site VALUES(1,94331480681606,5,584);
INSERT INTO code_site VALUES(1,94331480688439,4,584);
INSERT INTO code_site VALUES(1,94331480689072,13,1358);
INSERT INTO code_site VALUES(1,94331482401120,31,582);
INSERT INTO code_site VALUES(1,94331482401248,2,582);
INSERT INTO code_site VALUES(1,94331482401501,6,576);
INSERT INTO code_site VALUES(1,94331482401664,12,582);
INSERT INTO code_site VALUES(1,94331482401979,23,576);
INSERT INTO code_site VALUES(1,94331482402036,26,576);
INSERT INTO code_site VALUES(1,94331482402096,27,582);
INSERT INTO code_site VALUES(1,94331482402368,28,582);
INSERT INTO code_site VALUES(1,94331482402677,29,576);
INSERT INTO code_site VALUES(1,94331482402784,30,582);
INSERT INTO code_site VALUES(1,94331482404720,17,582);
INSERT INTO code_site VALUES(1,94331482405152,19,582);
INSERT INTO code_site VALUES(1,94331482406144,15,582);
INSERT INTO code_site VALUES(1,94331482406832,3,578);
INSERT INTO code_site VALUES(1,94331482409238,11,576);
INSERT INTO code_site VALUES(1,94331482411019,10,584);
INSERT INTO code_site VALUES(1,94331482411648,22,578);
INSERT INTO code_site VALUES(1,94331482412160,21,579);
INSERT INTO code_site VALUES(1,94331482412384,25,578);
INSERT INTO code_site VALUES(1,94331482412624,24,579);
INSERT INTO code_site VALUES(1,94331482414320,8,578);
INSERT INTO code_site VALUES(1,94331482415270,9,584);
INSERT INTO code_site VALUES(1,94331482415872,7,579);
INSERT INTO code_site VALUES(1,139638142053056,16,1390);
INSERT INTO code_site VALUES(1,139638142129040,18,1386);
INSERT INTO code_site VALUES(1,139638142134768,20,1646);
INSERT INTO code_site VALUES(1,140737488367402,1,512);
CREATE TABLE executor_address(
  process INTEGER NOT NULL,
  address INTEGER NOT NULL,
  object INTEGER NOT NULL,
  PRIMARY KEY (process, address)
) STRICT, WITHOUT ROWID;
INSERT INTO executor_address VALUES(1,0,2147483648);
INSERT INTO executor_address VALUES(1,94332192393872,2147483649);
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
  tasks,         -- tasks seen; like the other counts over the whole run
  alive,         -- tasks that had not ended
  failed,        -- tasks that threw
  cancelled,     -- tasks that ended by cancellation
  steps,         -- run slices of all tasks
  callbacks,     -- callbacks that are not a task's step
  threads,       -- threads that ran tasks or recorded something
  events_lost,   -- records that were not kept: see the view losses
  symbols_note,  -- which names and lines are missing, and why; NULL if none are
  details_from,  -- since when the trace has details, if the oldest were dropped; else NULL: see the view kept_windows
  is_flight      -- 1 if a flight recorder kept the details of a few moments only, else 0: see the view kept_windows
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
    coalesce((SELECT max(max(first, coalesce(last, 0))) FROM kept_window), 0),
    coalesce((SELECT max(ended) FROM step), 0),
    coalesce((SELECT max(ended) FROM callback), 0),
    coalesce((SELECT max(at) FROM queue_op), 0),
    coalesce((SELECT max(at) FROM mark), 0),
    coalesce((SELECT max(since) FROM open_task), 0),
    -- No task goes on behind the end of the last process.
    iif(
      EXISTS (SELECT 1 FROM process WHERE ended IS NULL),
      coalesce((SELECT max(max(coalesce(ended, 0), coalesce(created, 0))) FROM task), 0), 0
    )
  ),
  (SELECT count(*) FROM task) + coalesce((SELECT n FROM dropped WHERE what = 7), 0),
  (SELECT count(*) FROM task WHERE ended IS NULL),
  (SELECT count(*) FROM task WHERE outcome = 1) + coalesce((SELECT n FROM dropped WHERE what = 8), 0),
  (SELECT count(*) FROM task WHERE outcome = 2) + coalesce((SELECT n FROM dropped WHERE what = 9), 0),
  (SELECT count(*) FROM step) + coalesce((SELECT n FROM dropped WHERE what = 1), 0),
  (SELECT count(*) FROM callback) + coalesce((SELECT n FROM dropped WHERE what = 2), 0),
  (SELECT count(*) FROM thread),
  (SELECT coalesce(sum(lost), 0) FROM gap),
  (SELECT value FROM meta WHERE key = 'symbols_note'),
  (SELECT value FROM meta WHERE key = 'details_from'),
  EXISTS (SELECT 1 FROM meta WHERE key = 'flight_recorder')
;
CREATE VIEW processes(
  id,         -- its number in this trace
  pid,        -- its number in the system
  parent,     -- the pid of the process that started it, NULL if not known
  executable, -- the program that it ran
  started,    -- since when it was recorded
  ended,      -- when it ended, NULL if it went on
  tasks,      -- tasks seen in it
  events_lost, -- its records that were not kept
  note        -- what became of its recording, where that is not plain
) AS
SELECT
  id, pid, parent, executable, started, ended,
  (SELECT count(*) FROM task WHERE task.id >= (process.id - 1) << 32 AND task.id < process.id << 32),
  (SELECT coalesce(sum(lost), 0) FROM gap WHERE gap.process = process.id),
  note
FROM process
;
CREATE VIEW losses(
  first,  -- when the first of them happened, as far as known
  last,   -- when the last of them happened
  thread, -- the thread that recorded them
  events, -- how many, exactly
  reason, -- segments_full, write_failed or damaged
  process -- the process that recorded them, NULL if not known
) AS
SELECT
  first,
  last,
  thread,
  lost,
  (SELECT text FROM name WHERE domain = 'gap_reason' AND id = gap.reason),
  process
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
CREATE VIEW runtimes(
  process,        -- its process
  library,        -- the file that holds it, NULL if that was not found
  layout_version, -- as the runtime numbers its own layout, NULL if it does not tell
  task_size       -- bytes of a task's header, NULL if not known
) AS
SELECT process, library, layout_version, task_size
FROM runtime
;
CREATE VIEW runtime_checks(
  process, -- its process
  number,  -- its place in the order of checks
  name,    -- what was looked at, in a word
  result,  -- passed; limited (less is captured); failed (the probe stays out); skipped (not made)
  detail   -- a sentence
) AS
SELECT process, number, name, result, detail
FROM runtime_check
;
CREATE VIEW capture_limits(
  process, -- its process
  number,  -- its place in the list
  what,    -- what is not shown
  why      -- for which reason
) AS
SELECT process, number, what, why
FROM capture_limit
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
  stack,        -- that place and its callers, where those were recorded: see the view stacks
  waker_name    -- who ended the wait: the name of that task, or of the thread where no task did
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
    WHEN reason = 4 OR reason >= 20 THEN (SELECT name FROM objects WHERE id = waits.object)
  END,
  waker,
  waker_thread,
  (SELECT function FROM sites WHERE id = waits.site),
  (SELECT file FROM sites WHERE id = waits.site),
  (SELECT line FROM sites WHERE id = waits.site),
  stack,
  iif(
    waker IS NULL,
    (SELECT name FROM thread WHERE id = waits.waker_thread),
    (SELECT label FROM tasks WHERE id = waits.waker)
  )
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
  SELECT reason, nullif(site, 0) AS site, n AS count, total_ns, max_ns, 0 AS still
  FROM wait_total
  UNION ALL
  -- Where nobody has added them up: the join keeps the steps from being gone through elsewhere.
  SELECT reason, site, count(*), sum(wait_ns), max(wait_ns), 0
  FROM (SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM wait_total)) CROSS JOIN step
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
  line,         -- the line of that place
  by_name       -- who requested it: the name of that task, or of the thread where no task did
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
  (SELECT line FROM sites WHERE id = cancellation.site),
  iif(
    by_task IS NULL,
    (SELECT name FROM thread WHERE id = cancellation.by_thread),
    (SELECT label FROM tasks WHERE id = cancellation.by_task)
  )
FROM cancellation
;
CREATE VIEW objects(
  id,       -- its number in this trace
  kind,     -- queue, event, future, event_loop, lock, semaphore, condition, barrier, handle, actor or executor
  name,     -- the name it was given, of an actor or executor the name of its type; NULL if none
  created,  -- when it was made; of an actor or executor NULL: it is known from the first hop to it
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
  line,       -- the line of that place
  item_text   -- of a put: what the program said of the item, where it was asked to
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
  (SELECT line FROM sites WHERE id = queue_op.site),
  (SELECT text FROM string WHERE id = queue_op.text)
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
CREATE VIEW kept_windows(
  first,  -- its beginning
  last,   -- its end, NULL for the end of the trace
  reason  -- why a flight recorder kept it: a slow callback, a signal ...; NULL if there was none
) AS
WITH kept AS (SELECT coalesce((SELECT value FROM meta WHERE key = 'details_from'), 0) AS first)
SELECT kept.first, NULL, NULL
FROM kept
WHERE NOT EXISTS (SELECT 1 FROM meta WHERE key = 'flight_recorder')
UNION ALL
SELECT max(kept_window.first, kept.first), kept_window.last, kept_window.reason
FROM kept_window
JOIN kept
WHERE kept_window.last IS NULL OR kept_window.last >= kept.first
;
CREATE VIEW dropped_details(
  what, -- step, callback, queue_operation, cancellation, mark, slow_callback, task (of these, task_failed ...), object
  rows  -- how many
) AS
SELECT (SELECT text FROM name WHERE domain = 'detail' AND id = dropped.what), n
FROM dropped
;
CREATE VIEW rates(
  at,              -- when the stretch begins
  duration_ns,     -- how long it is
  tasks_created,   -- tasks created in it
  tasks_ended,     -- tasks that ended in it
  tasks_failed,    -- of these, those that threw
  tasks_cancelled, -- of these, those that ended by cancellation
  steps,           -- steps that ended in it
  run_ns,          -- how long these ran
  ready_ns,        -- how long they had been ready
  wait_ns,         -- how long they had waited
  callbacks,       -- callbacks of event loops and futures that ended in it
  slow_callbacks,  -- steps and callbacks over the threshold that ended in it
  queue_puts,      -- items put into queues
  queue_gets,      -- items got from queues
  events_lost      -- records that were not kept; all of a loss are counted at its end
) AS
SELECT
  at, (SELECT value FROM meta WHERE key = 'rate_width_ns'), tasks_created, tasks_ended, tasks_failed,
  tasks_cancelled, steps, run_ns, ready_ns, wait_ns, callbacks, slow_callbacks, queue_puts, queue_gets, lost
FROM rate
;
CREATE VIEW task_totals(
  name,      -- the given name, else the function they run, else '(unknown)'
  ended,     -- how many ended
  failed,    -- how many threw
  cancelled, -- how many ended by cancellation
  total_ns,  -- how long they took, from creation to end, where the creation is known
  max_ns,    -- the longest of these
  run_ns,    -- time they ran
  ready_ns,  -- time they could have run but did not
  wait_ns,   -- time they waited
  steps      -- how often they ran
) AS
SELECT
  coalesce((SELECT text FROM string WHERE id = sums.string), '(unknown)'), ended, failed, cancelled, total_ns,
  max_ns, run_ns, ready_ns, wait_ns, steps
FROM (
  SELECT
    coalesce(nullif(name, 0), (SELECT function FROM site WHERE id = task_total.entry)) AS string,
    sum(ended) AS ended, sum(failed) AS failed, sum(cancelled) AS cancelled, sum(total_ns) AS total_ns,
    max(iif(measured > 0, max_ns, NULL)) AS max_ns, sum(run_ns) AS run_ns, sum(ready_ns) AS ready_ns,
    sum(wait_ns) AS wait_ns, sum(steps) AS steps
  FROM task_total
  GROUP BY 1
) AS sums
;
CREATE VIEW queue_totals(
  queue,          -- the queue
  name,           -- the name it was given
  puts,           -- items put
  gets,           -- items got
  depth,          -- items in it after its last operation
  max_depth,      -- the most items that were ever in it
  mean_depth,     -- items in it on average over time, from its first to its last operation; NULL if there was one
  mean_dwell_ns,  -- how long an item stayed on average
  max_dwell_ns,   -- the longest stay
  first,          -- when its first operation happened
  last            -- when its last operation happened
) AS
SELECT
  queue, (SELECT name FROM objects WHERE id = queue_total.queue), puts, gets, depth, max_depth,
  depth_time / nullif(last - first, 0), dwell_ns / nullif(measured, 0), iif(measured > 0, max_dwell_ns, NULL),
  first, last
FROM queue_total
;
CREATE VIEW queue_histograms(
  queue,  -- the queue
  bucket, -- floor(8 * log2(ns + 1)): 9 % wide each
  count   -- how many stays
) AS
SELECT queue, bucket, n
FROM queue_histogram
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
