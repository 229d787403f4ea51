"""The traces that the browser tests look at: a server, the document programs, hostile names, nothing, many steps.

    python3 sample_traces.py DIRECTORY
"""
import random
import sys
from pathlib import Path

from simulation import MS, S, US, Finish, Signal, Simulation, Suspend

HOSTILE = ["<script>alert(1)</script>", "</script><script>alert(2)</script>", "<!--<script>", "<img src=x onerror=alert(3)>",
           "{{script}}", "\"' onload=alert(4) x='", "\u2028\u2029\u202e\x07 reversed", "𝔘𝔫𝔦𝔠𝔬𝔡𝔢 🧵 任务", "x" * 400, ""]


class Queue:
    """A queue whose operations are in the trace."""

    def __init__(self, sim, name, site=None):
        self.sim, self.items, self.puts, self.changed = sim, [], 0, Signal()
        self.id = sim.object("queue", name, site)

    def put(self, value, site=None):
        self.puts += 1
        self.items.append((value, self.sim.now, self.puts))
        self.sim.queue_operation(self.id, "put", len(self.items), self.puts, site=site)
        changed, self.changed = self.changed, Signal()
        self.sim.fire(changed)

    def get(self, site=None):
        value, since, item = self.items.pop(0)
        self.sim.queue_operation(self.id, "get", len(self.items), item, dwell=self.sim.now - since, site=site)
        return value


def server(path, requests=200):
    """Connections, requests with database and cache, a worker fed by a queue, time-outs, a wait that never ends."""
    sim = Simulation(path, program="/srv/bookshop/.build/release/bookshop", threads=4, slow_ns=20 * MS)
    rng = random.Random(7)
    file = "bookshop/Sources/Bookshop/"
    jobs = Queue(sim, "thumbnail jobs", ("Server.run()", file + "Server.swift", 21))
    pool = {"free": 6, "freed": Signal()}
    pool_lock = sim.object("semaphore", "connection pool")

    def query(name, ms):
        while pool["free"] == 0:
            yield Suspend(4 * US, "semaphore", pool["freed"], ("Pool.acquire()", file + "Pool.swift", 48), pool_lock)
        pool["free"] -= 1
        yield Suspend(rng.randint(20, 60) * US, "continuation", int(ms * MS), (f"Database.{name}", file + "Database.swift", 77))
        pool["free"] += 1
        freed, pool["freed"] = pool["freed"], Signal()
        sim.fire(freed)
        yield Finish(rng.randint(30, 90) * US)

    def request(number, kind):
        yield Suspend(rng.randint(60, 200) * US, "continuation", rng.randint(200, 900) * US, ("Connection.readHead()", file + "Connection.swift", 34))
        if kind == "search":
            shards = [sim.spawn(f"shard {i}", query("search(shard:)", rng.lognormvariate(1.6, 0.6)), ("search(_:)", file + "Search.swift", 52),
                                ("closure in search(_:)", file + "Search.swift", 53), "group_child") for i in range(3)]
            yield Suspend(120 * US, "group", shards[0].done, ("search(_:)", file + "Search.swift", 58))
            for shard in shards[1:]:
                yield Suspend(15 * US, "group", shard.done, ("search(_:)", file + "Search.swift", 58))
            yield Suspend(rng.randint(300, 2500) * US, "actor", rng.randint(5, 60) * US, ("Ranking.order(_:)", file + "Ranking.swift", 19))
        elif kind == "cover":
            jobs.put(number, ("cover(_:)", file + "Covers.swift", 40))
            yield Suspend(80 * US, "continuation", int(rng.lognormvariate(2.3, 0.5) * MS), ("cover(_:)", file + "Covers.swift", 44))
        else:
            book = sim.spawn("load book", query("book(id:)", rng.lognormvariate(0.9, 0.7)), ("book(_:)", file + "Books.swift", 31),
                             ("closure in book(_:)", file + "Books.swift", 31), "async_let")
            yield Suspend(90 * US, "async_let", book.done, ("book(_:)", file + "Books.swift", 33))
        if number % 41 == 40:
            yield Finish(40 * US, "threw")
            return
        if number == 97:
            yield Suspend(38 * MS, "yield", 10 * US, ("Markdown.render(_:)", file + "Markdown.swift", 112))
        yield Suspend(rng.randint(80, 700) * US, "continuation", rng.randint(80, 400) * US, ("Connection.write(_:)", file + "Connection.swift", 61))
        yield Finish(rng.randint(10, 40) * US)

    def worker(number):
        while True:
            while not jobs.items:
                yield Suspend(6 * US, "queue_get", jobs.changed, ("thumbnailer()", file + "Thumbnails.swift", 18), jobs.id)
            jobs.get(("thumbnailer()", file + "Thumbnails.swift", 18))
            long = 26 * MS if rng.random() < 0.06 else rng.randint(4000, 16000) * US
            yield Suspend(long, "yield", 5 * US, ("thumbnailer()", file + "Thumbnails.swift", 27))

    def limited(number):
        work = sim.spawn("GET /slow", slow(), ("withTimeout(_:)", file + "Timeout.swift", 12), ("slow()", file + "Slow.swift", 5), "group_child")
        yield Suspend(30 * US, "sleep", 60 * MS, ("withTimeout(_:)", file + "Timeout.swift", 15))
        sim.cancel(work, site=("withTimeout(_:)", file + "Timeout.swift", 17))
        yield Suspend(20 * US, "group", work.done, ("withTimeout(_:)", file + "Timeout.swift", 20))
        yield Finish(20 * US, "threw")

    def slow():
        yield Suspend(50 * US, "sleep", 2 * S, ("slow()", file + "Slow.swift", 6))
        yield Finish(40 * US, "cancelled")

    def metrics():
        while True:
            yield Suspend(rng.randint(90, 160) * US, "sleep", 25 * MS, ("Metrics.flush()", file + "Metrics.swift", 29))

    def shutdown_watcher():
        yield Suspend(10 * US, "stream", Signal(), ("ShutdownSignals.next()", file + "Signals.swift", 14))

    def main():
        for number in range(2):
            sim.spawn("thumbnailer", worker(number), ("Server.run()", file + "Server.swift", 27), ("thumbnailer()", file + "Thumbnails.swift", 15), "group_child")
        sim.spawn("metrics", metrics(), ("Server.run()", file + "Server.swift", 30), ("Metrics.flush()", file + "Metrics.swift", 25), "group_child")
        sim.spawn("shutdown watcher", shutdown_watcher(), ("Server.run()", file + "Server.swift", 31), ("ShutdownSignals.next()", file + "Signals.swift", 9), "group_child")
        accept = sim.spawn("accept", acceptor(), ("Server.run()", file + "Server.swift", 33), ("Server.accept()", file + "Server.swift", 40), "group_child")
        yield Suspend(220 * US, "group", accept.done, ("Server.run()", file + "Server.swift", 36))
        yield Suspend(60 * US, "group", Signal(), ("Server.run()", file + "Server.swift", 36))

    def acceptor():
        for number in range(requests):
            if number % 50 == 25:
                sim.spawn("GET /slow with time-out", limited(number), ("Server.accept()", file + "Server.swift", 46), ("withTimeout(_:)", file + "Timeout.swift", 8), "group_child")
            kind = rng.choice(["book", "book", "book", "search", "cover", "cover"])
            path = {"book": "/books/{id}", "search": "/search", "cover": "/covers/{id}"}[kind]
            sim.spawn(f"GET {path}", request(number, kind), ("Server.accept()", file + "Server.swift", 46), ("handle(_:)", file + "Router.swift", 22), "group_child")
            yield Suspend(rng.randint(15, 40) * US, "stream", int(rng.expovariate(1 / 2.6) * MS) + 20 * US, ("Server.accept()", file + "Server.swift", 43))

    sim.spawn("main", main(), entry=("Bookshop.main()", file + "Bookshop.swift", 8))
    sim.run(until=700 * MS).close()


def documents(path):
    """The seven programs of the background documents, one after the other."""
    sim = Simulation(path, program="/usr/local/bin/task-trace demo", threads=1, slow_ns=1 * MS)
    file = "DocumentPrograms/"

    def tests(program):
        def test(name, seconds):
            yield Suspend(80 * US, "sleep", seconds * S, (f"{name}()", file + "AsCompleted.swift", 12))
            yield Finish(150 * US)
        first = sim.spawn("test1", test("test1", 3), (program, file + "AsCompleted.swift", 22), ("test1()", file + "AsCompleted.swift", 10))
        second = sim.spawn("test2", test("test2", 1), (program, file + "AsCompleted.swift", 23), ("test2()", file + "AsCompleted.swift", 15))
        yield Suspend(200 * US, "future", second.done, (program, file + "AsCompleted.swift", 27))
        yield Suspend(90 * US, "future", first.done, (program, file + "AsCompleted.swift", 27))
        yield Finish(1400 * US)

    def futures(program, mode):
        future = Signal()
        object = sim.object("future", f"future of {program}")

        def sub():
            yield Suspend(120 * US, "sleep", 1 * S, ("operationsub(_:)", file + "FutureCallback.swift", 31))
            if mode == "resolve":
                sim.mark("future_resolve", object)
            yield Finish(90 * US, "threw" if mode == "throws" else "ok")
        sim.spawn("operationsub", sub(), ("operation()", file + "FutureCallback.swift", 14), ("operationsub(_:)", file + "FutureCallback.swift", 28))
        yield Suspend(140 * US, "sleep", 200 * MS, ("operation()", file + "FutureCallback.swift", 17))
        if mode != "resolve":
            sim.mark("future_cancel", object)
        yield Suspend(110 * US, "sleep", 3 * S, ("operation()", file + "FutureCallback.swift", 19))
        yield Finish(100 * US)

    def event(program):
        signal = Signal()
        object = sim.object("event", "ready")

        def sub():
            yield Suspend(70 * US, "event", signal, ("operationsub(_:)", file + "EventProgram.swift", 24), object)
            yield Finish(130 * US)
        sim.spawn("operationsub", sub(), ("operation()", file + "EventProgram.swift", 12), ("operationsub(_:)", file + "EventProgram.swift", 21))
        yield Suspend(100 * US, "sleep", 200 * MS, ("operation()", file + "EventProgram.swift", 14))
        sim.fire(signal)
        sim.mark("event_set", object, a=1)
        yield Suspend(100 * US, "sleep", 3 * S, ("operation()", file + "EventProgram.swift", 17))
        yield Finish(100 * US)

    def queue(program):
        lists = Queue(sim, "lists", ("operation()", file + "QueueProgram.swift", 9))

        def sub():
            while True:
                while not lists.items:
                    yield Suspend(40 * US, "sleep", 200 * MS, ("operationsub(_:)", file + "QueueProgram.swift", 33))
                if lists.get(("operationsub(_:)", file + "QueueProgram.swift", 35)) == "stop":
                    break
                yield Suspend(100 * US, "yield", 1 * US, ("operationsub(_:)", file + "QueueProgram.swift", 36))
            yield Finish(100 * US)
        sim.spawn("operationsub", sub(), ("operation()", file + "QueueProgram.swift", 11), ("operationsub(_:)", file + "QueueProgram.swift", 30))
        for word in ("start", "next", "stop"):
            lists.put(word, ("operation()", file + "QueueProgram.swift", 16))
            yield Suspend(60 * US, "sleep", 200 * MS, ("operation()", file + "QueueProgram.swift", 18))
        yield Suspend(60 * US, "sleep", 3 * S, ("operation()", file + "QueueProgram.swift", 22))
        yield Finish(1600 * US)

    def main():
        programs = [("1 as completed", tests("asCompleted()")), ("2 gather", tests("gather()")), ("3 future callback", futures("3", "resolve")),
                    ("4 cancelled future", futures("4", "cancel")), ("5 setting a cancelled future", futures("5", "throws")),
                    ("6 event", event("6")), ("7 queue", queue("7"))]
        for name, body in programs:
            task = sim.spawn(name, body, ("DocumentPrograms.runAll()", file + "RunAll.swift", 15), (f"program {name[0]}", file + "RunAll.swift", 20))
            yield Suspend(60 * US, "task", task.done, ("DocumentPrograms.runAll()", file + "RunAll.swift", 16))
        yield Finish(50 * US)

    sim.spawn("main", main(), entry=("DocumentPrograms.main()", file + "main.swift", 3))
    sim.run()
    # Of main it was asked where it was created: two frames, and there may be more.
    sim.stack(1, [("innermost()", file + "main.swift", 5), ("caller()", file + "main.swift", 9)], is_cut=True)
    sim.db.execute("UPDATE task SET created_stack = 1 WHERE id = 1")
    sim.close()


def hostile(path):
    """Names that try to get out of their place, in every place where a name can stand."""
    sim = Simulation(path, program="/tmp/<script>alert(0)</script>", threads=2, slow_ns=1 * MS)
    sim.gap(1000, 2000, 17)

    def body(name):
        place = (name, name, 3)
        jobs = Queue(sim, name, place)
        jobs.put(1, place)
        child = sim.spawn(name, inner(name), place, place)
        yield Suspend(2 * MS, "sleep", 3 * MS, place)
        jobs.get(place)
        sim.cancel(child, site=place)
        sim.mark("mark", text=name)
        yield Suspend(1 * MS, "task", child.done, place, child.id)
        yield Finish(10 * US, "threw")

    def inner(name):
        yield Suspend(20 * US, "sleep", 1 * S, (name, name, 4))
        yield Finish(20 * US, "cancelled")

    for name in HOSTILE:
        sim.spawn(name, body(name), (name, name, 1), (name, name, 2))
    sim.run().close()


def empty(path):
    Simulation(path, program="/srv/idle").close()


def many(path, steps=100_000):
    """Few tasks with very many short steps."""
    sim = Simulation(path, program="/srv/busy", threads=8)
    rng = random.Random(3)

    def loop():
        for _ in range(steps // 50):
            yield Suspend(rng.randint(2, 80) * US, rng.choice(["continuation", "actor", "yield", "stream"]), rng.randint(1, 300) * US, ("loop()", "busy.swift", rng.randint(1, 40)))
        yield Finish(US)

    for number in range(50):
        sim.spawn(f"loop {number % 5}", loop(), entry=("loop()", "busy.swift", 1))
    sim.run().close()


ALL = {"server": server, "documents": documents, "hostile": hostile, "empty": empty, "many": many, "limited": lambda path: many(path, 20_000)}

if __name__ == "__main__":
    directory = Path(sys.argv[1])
    directory.mkdir(parents=True, exist_ok=True)
    for name in sys.argv[2:] or ALL:
        ALL[name](directory / f"{name}.sqlite")
