"""Ways to break a trace: of its bytes, its pages, its schema and its rows.

Each takes the path of a copy and a `random.Random`, changes the copy, and may say what it did.
"""
import os
import re
import sqlite3
import struct

PAGE = 16384
SCALE = 1  # what sizes are divided by
EXTREMES = [-(1 << 63), -(1 << 63) + 1, -(1 << 53), -1, 0, 1, (1 << 31), (1 << 53) + 1, (1 << 62), (1 << 63) - 1]


def read(path):
    with open(path, "rb") as file:
        return bytearray(file.read())


def write(path, data):
    with open(path, "wb") as file:
        file.write(data)


# Bytes ----------------------------------------------------------------------------------------------------------------

def flip_bytes(path, random):
    data = read(path)
    for _ in range(random.choice([1, 4, 32, 512])):
        data[random.randrange(100, len(data))] = random.randrange(256)
    write(path, data)


def flip_in_one_page(path, random):
    data = read(path)
    start = random.randrange(len(data) // PAGE) * PAGE
    for _ in range(64):
        data[start + random.randrange(100 if start == 0 else 0, 400)] = random.randrange(256)
    write(path, data)


def swap_pages(path, random):
    data = read(path)
    pages = len(data) // PAGE
    for _ in range(random.choice([1, 3, 10])):
        a, b = random.randrange(1, pages) * PAGE, random.randrange(1, pages) * PAGE
        data[a:a + PAGE], data[b:b + PAGE] = data[b:b + PAGE], data[a:a + PAGE]
    write(path, data)


def fill_page(path, random):
    data = read(path)
    start = random.randrange(1, len(data) // PAGE) * PAGE
    data[start:start + PAGE] = bytes([random.choice([0, 0xff, 0x0d, 0x05])]) * PAGE
    write(path, data)


def truncate(path, random):
    write(path, read(path)[:random.choice([0, 1, 16, 99, 100, 512, PAGE, PAGE + 1, random.randrange(1 << 20)])])


def extend(path, random):
    write(path, read(path) + os.urandom(random.choice([1, PAGE, 5 * PAGE])))


def header_fields(path, random):
    data = read(path)
    for _ in range(random.choice([1, 1, 3])):
        offset = random.choice([16, 18, 19, 20, 21, 24, 28, 32, 36, 40, 44, 48, 52, 56, 60, 64, 68, 92, 96])
        data[offset:offset + 4] = struct.pack(">I", random.choice([0, 1, 2, 0x7fffffff, 0xffffffff, 1 << 16, 99]))
    write(path, data)


def wal_of_noise(path, random):
    frames = struct.pack(">IIII", 0x377f0682, 3007000, PAGE, 0) + os.urandom(16)
    write(path + "-wal", bytearray(frames + os.urandom(random.choice([0, 24, 24 + PAGE, 100_000]))))


def other_files(path, random):
    write(path, random.choice([b"SQLite format 3\0", b"SQLite format 3\0" + b"\xff" * 84, b"STTSEG1\0" * 100, os.urandom(5000)]))


# Schema ---------------------------------------------------------------------------------------------------------------

def change(path, *statements):
    """Runs SQL on the copy, as one may who writes a hostile file; goes on where SQLite refuses."""
    database = sqlite3.connect(path, isolation_level=None)
    database.execute("PRAGMA journal_mode = DELETE")
    database.execute("PRAGMA writable_schema = ON")
    for statement in statements:
        text, values = statement if isinstance(statement, tuple) else (statement, ())
        try:
            database.execute(text, values)
        except sqlite3.Error:
            pass
    database.close()


FOREVER = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
TABLES = ["task", "step", "string", "site", "meta", "object", "open_task", "gap", "process", "thread", "name", "mark"]


def table_as_view(path, random):
    table = random.choice(TABLES)
    columns = columns_of(path, table)
    select = ", ".join(f"i AS {column}" for column in columns)
    change(path, f"DROP TABLE {table}", f"CREATE VIEW {table} AS {FOREVER} SELECT {select} FROM n")


def table_generated(path, random):
    table = random.choice(TABLES)
    columns = columns_of(path, table)
    bomb = random.choice(["printf('%.*c', 90000000, 'x')", f"({FOREVER} SELECT count(*) FROM n)", "zeroblob(100000000)"])
    definition = ", ".join([columns[0], f"{columns[1]} AS ({bomb})"] + columns[2:])
    change(path, f"DROP TABLE {table}", f"CREATE TABLE {table}({definition})", f"INSERT INTO {table}({columns[0]}) VALUES (1)")


def table_virtual(path, random):
    table = random.choice(TABLES)
    change(path, f"DROP TABLE {table}", f"CREATE VIRTUAL TABLE {table} USING fts5({', '.join(columns_of(path, table))})")


def table_missing(path, random):
    change(path, f"DROP TABLE {random.choice(TABLES)}")


def column_missing(path, random):
    table = random.choice(TABLES)
    change(path, f"ALTER TABLE {table} DROP COLUMN {random.choice(columns_of(path, table))}")


def hostile_views(path, random):
    for view in ["tasks", "trace", "losses", "string_of"]:
        change(path, f"DROP VIEW {view}", f"CREATE VIEW {view} AS {FOREVER} SELECT i AS id, randomblob(1000000000) AS name FROM n")
    change(path, "CREATE TRIGGER hostile AFTER INSERT ON task BEGIN DELETE FROM step; END",
           "CREATE VIEW self AS SELECT * FROM self", "CREATE VIEW a AS SELECT * FROM b", "CREATE VIEW b AS SELECT * FROM a")


def schema_text(path, random):
    garbage = random.choice(["", "CREATE TABLE", "CREATE TABLE x(" + "(" * 5000, "garbage", None, "CREATE VIEW x AS SELECT 1"])
    change(path, ("UPDATE sqlite_schema SET sql = ? WHERE name = ?", (garbage, random.choice(TABLES))))


def schema_rootpage(path, random):
    change(path, ("UPDATE sqlite_schema SET rootpage = ? WHERE name = ?",
                  (random.choice([0, 1, 2, 3, -1, 99999, "x"]), random.choice(TABLES))))


def version_numbers(path, random):
    change(path, f"PRAGMA user_version = {random.choice([-1, 0, 2, 2147483647])}")


# Rows -----------------------------------------------------------------------------------------------------------------

def columns_of(path, table):
    database = sqlite3.connect(path)
    try:
        return [row[1] for row in database.execute(f"PRAGMA table_xinfo({table})")] or ["id"]
    finally:
        database.close()


def tables_of(path):
    database = sqlite3.connect(path)
    try:
        return [row[0] for row in database.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    finally:
        database.close()


def loose(path):
    """Takes STRICT, NOT NULL and the like from every table, so that any value goes into any column."""
    database = sqlite3.connect(path, isolation_level=None)
    database.execute("PRAGMA journal_mode = DELETE")
    database.execute("PRAGMA writable_schema = ON")
    for name, sql in database.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'table'").fetchall():
        sql = re.sub(r"\bSTRICT\b,?", "", sql)
        sql = re.sub(r",\s*$", "", sql.strip())
        sql = re.sub(r"\bNOT NULL\b|\bUNIQUE\b", "", sql) if "WITHOUT ROWID" not in sql else sql
        database.execute("UPDATE sqlite_schema SET sql = ? WHERE name = ?", (sql, name))
    database.close()


def wrong_values(path, random):
    loose(path)
    values = EXTREMES + [None, "text", "", b"\0\xff\xfe", 1.5, float("inf"), -1e300, "9" * 400]
    for _ in range(random.choice([1, 5, 40])):
        table = random.choice(tables_of(path))
        column = random.choice(columns_of(path, table))
        change(path, (f"UPDATE OR IGNORE {table} SET {column} = ? WHERE rowid % ? = 0",
                      (random.choice(values), random.choice([1, 2, 7]))))


def extreme_numbers(path, random):
    for _ in range(random.choice([1, 3, 20])):
        table = random.choice(tables_of(path))
        column = random.choice(columns_of(path, table))
        change(path, (f"UPDATE OR IGNORE {table} SET {column} = ? WHERE rowid % ? = 0",
                      (random.choice(EXTREMES), random.choice([1, 2, 7]))))


def extreme_times(path, random):
    a, b = random.choice(EXTREMES), random.choice(EXTREMES)
    change(path, ("UPDATE OR IGNORE task SET created = ?, ended = ?, run_ns = ?", (a, b, b)),
           ("UPDATE OR IGNORE step SET run_ns = ?, wait_ns = ?, ready_ns = ?", (b, a, b)),
           ("UPDATE OR IGNORE step SET ended = ? WHERE rowid = (SELECT max(rowid) FROM step)", (a,)),
           ("UPDATE OR IGNORE process SET started = ?, ended = ?", (a, b)),
           ("UPDATE OR IGNORE meta SET value = ? WHERE key LIKE '%ns'", (a,)),
           ("UPDATE OR IGNORE callback SET run_ns = ?", (b,)), ("UPDATE OR IGNORE open_task SET since = ?", (a,)))


def cycles(path, random):
    change(path, "UPDATE task SET parent = CASE WHEN id % 2 THEN id ELSE (SELECT max(id) FROM task) END",
           "UPDATE process SET parent = pid", "UPDATE open_task SET waker = task",
           "UPDATE site SET function = id, file = id")


def odd_text(path, random):
    texts = ["\x1b[2J\x1b]0;owned\x07", "a\0b", "\u202egnp.exe", "</script><script>alert(1)</script>", "\r\n\t" * 50,
             "x" * 1_000_000, "e\u0301" * 100_000, "$s" + "4main3fooyyF" * 1000, "(" * 50_000, "<" * 50_000, ""]
    loose(path)
    for text in random.sample(texts, 3):
        change(path, ("UPDATE OR IGNORE string SET text = ? WHERE id % ? = 0", (text, random.choice([1, 2, 3]))),
               ("UPDATE meta SET value = ? WHERE rowid % 3 = 0 OR key IN ('program', 'host', 'state')", (text,)))
    change(path, ("UPDATE OR IGNORE string SET text = CAST(? AS TEXT) WHERE id % 3 = 1", (b"\xff\xfe\x80\xc0abc\xed\xa0\x80",)))


def huge_text(path, random):
    size = random.choice([10, 40, 100]) * 1_000_000 // SCALE
    change(path, (f"UPDATE string SET text = printf('%.*c', ?, 'x') WHERE id = (SELECT {random.choice(['max', 'min'])}(id) FROM string)", (size,)),
           (f"UPDATE slow_callback SET message = printf('%.*c', ?, 'x')", (size,)))


def many_rows(path, random):
    count = random.choice([20_000, 200_000]) // SCALE
    rows = f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})"
    change(path, random.choice([
        f"INSERT OR IGNORE INTO gap(first, last, lost, reason) {rows} SELECT i, i, 1, i FROM n",
        f"INSERT OR IGNORE INTO object(id, kind, created) {rows} SELECT i, 1 + i % 20, i FROM n",
        f"INSERT OR IGNORE INTO task(id, kind, parent, created) {rows} SELECT i + 1000000, 1, i + 1000001, i FROM n",
        f"INSERT OR IGNORE INTO site(id, function, state) {rows} SELECT i + 1000000, i, 2 FROM n",
        f"INSERT OR IGNORE INTO process(id, pid, started) {rows} SELECT i + 10, 1, i FROM n",
        f"INSERT OR IGNORE INTO thread(id, process, tid) {rows} SELECT i + 1000, i, i FROM n",
        f"INSERT OR IGNORE INTO name(domain, id, text) {rows} SELECT 'outcome', i, 'x' FROM n",
        f"INSERT OR IGNORE INTO meta(key, value) {rows} SELECT 'k' || i, i FROM n",
        f"INSERT OR IGNORE INTO queue_op(at, queue, op, depth, item) {rows} SELECT i + 10000000000, i % 1000, 1 + i % 2, i, i FROM n",
        f"INSERT OR IGNORE INTO open_task(task, state, since) {rows} SELECT i, 4, i FROM n",
        f"INSERT OR IGNORE INTO mark(at, kind, task) {rows} SELECT i, 33 + i % 50, i FROM n",
    ]))


# Segments -------------------------------------------------------------------------------------------------------------

def segment_files(path):
    folder = path + ".segments"
    if not os.path.isdir(folder):
        raise ValueError("nothing is left beside it")
    return [os.path.join(folder, name) for name in sorted(os.listdir(folder))]


def a_segment(path, random):
    return random.choice([name for name in segment_files(path) if name.endswith(".segment")])


def segment_bytes(path, random):
    for _ in range(random.choice([1, 3])):
        name = random.choice(segment_files(path))
        data = read(name)
        for _ in range(random.choice([1, 8, 200])):
            data[random.randrange(min(len(data), random.choice([128, 1024, 40_000])))] = random.randrange(256)
        write(name, data)


def segment_header(path, random):
    name = a_segment(path, random)
    data = read(name)
    offset = random.choice([8, 16, 20, 24, 28, 32, 40, 64, 72])
    data[offset:offset + 8] = struct.pack("<q", random.choice(EXTREMES + [0x7ffc, 0x7ffd, 1 << 40]))
    write(name, data)


def segment_fields(path, random):
    """Kinds, details and times that a record may not have."""
    name = a_segment(path, random)
    data = read(name)
    for _ in range(random.choice([1, 20, 500])):
        at = 128 + random.randrange(800) * 32
        data[at:at + 8] = random.choice([data[at:at + 8], struct.pack("<q", random.choice(EXTREMES))])
        data[at + 14] = random.choice([data[at + 14], random.randrange(1, 70), random.randrange(128, 140)])
        data[at + 16:at + 24] = random.choice([data[at + 16:at + 24], struct.pack("<q", random.choice(EXTREMES))])
        data[at + 24:at + 32] = struct.pack("<q", random.choice(EXTREMES))
    write(name, data)


def segments_twice(path, random):
    """One told many times, and one that claims to be full."""
    data = read(a_segment(path, random))
    for number in range(random.choice([1, 60])):
        if random.random() < 0.5:
            data[8:16] = struct.pack("<Q", 1 << 40 | random.randrange(1, 200))
            data[24:28] = struct.pack("<I", 0x7ffc)
        write(f"{path}.segments/{random.randrange(4096):04}.segment", data)


def segments_cut(path, random):
    for name in segment_files(path):
        if random.random() < 0.5:
            write(name, read(name)[:random.choice([0, 1, 127, 128, 4096, 100_000])])


def segments_odd(path, random):
    name = random.choice(segment_files(path))
    os.remove(name)
    random.choice([lambda: os.mkfifo(name), lambda: os.mkdir(name), lambda: os.symlink("/dev/zero", name),
                   lambda: os.symlink(name, name), lambda: write(name, os.urandom(1 << 20)), lambda: None])()


def segments_folder(path, random):
    name = random.choice(["", "/", "/dev/shm/task-trace-", "/dev/shm/task-trace-/../..", path, "x.segments", "/proc/self/fd.segments",
                          path + ".segments/" * 50, "\0.segments", 7, None])
    change(path, ("UPDATE meta SET value = ?1 WHERE key = 'segments_folder'", (name,)))


def recovery_state(path, random):
    database = sqlite3.connect(path)
    tables = ["collector", "open_task", "open_helper", "open_callback", "code_site", "executor_address", "segment", "stack",
              "process", "kept_window", "dropped", "thread"]
    statements = []
    for _ in range(random.choice([1, 3, 10])):
        table = random.choice(tables)
        columns = [row[1] for row in database.execute(f"PRAGMA table_info({table})")]
        if columns:
            statements.append((f"UPDATE OR REPLACE {table} SET {random.choice(columns)} = ?1", (random.choice(EXTREMES + ["x"]),)))
    keys = ["slow_callback_ns", "backtraces", "keep_bytes", "keep_ns", "flight_recorder", "flight_bytes", "flight_ns",
            "flight_before_ns", "flight_after_ns", "flight_taken_until_ns", "clock_jumps", "writer_pid", "details_from"]
    for key in random.sample(keys, 3):
        statements.append(("INSERT OR REPLACE INTO meta(key, value) VALUES (?1, ?2)", (key, random.choice(EXTREMES))))
    database.close()
    change(path, *statements)


OF_SEGMENTS = [segment_bytes, segment_header, segment_fields, segments_twice, segments_cut, segments_odd, segments_folder,
               recovery_state]

ALL = [flip_bytes, flip_in_one_page, swap_pages, fill_page, truncate, extend, header_fields, wal_of_noise, other_files,
       table_as_view, table_generated, table_virtual, table_missing, column_missing, hostile_views, schema_text,
       schema_rootpage, version_numbers, wrong_values, extreme_numbers, extreme_times, cycles, odd_text, huge_text, many_rows]
