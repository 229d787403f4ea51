"""A small simulator of tasks on threads that writes a trace file with the real schema.

A task is a Python generator. It yields `Suspend`: it ran for a while and now waits. What it does to others
(`spawn`, `fire`, `cancel` ...) happens at the end of the slice in which it is called.
"""
import heapq
import sqlite3
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPLICATION_ID = 0x53545452
US, MS, S = 1_000, 1_000_000, 1_000_000_000


class Signal:
    """Something that tasks wait for."""

    def __init__(self):
        self.fired = False
        self.waiters = []


@dataclass
class Suspend:
    run: int
    reason: str
    until: object = None  # a duration, a Signal, or None for ever
    site: tuple = None
    object: int = None


@dataclass
class Finish:
    run: int
    outcome: str = "ok"
    site: tuple = None


@dataclass
class Task:
    id: int
    body: object
    created: int
    last_site: tuple = None
    outcome: str = None
    done: Signal = field(default_factory=Signal)
    cancelled: bool = False
    wait: tuple = None
    ready_at: int = 0
    waker: int = None
    waker_thread: int = None
    generation: int = 0
    state: str = "ready"
    sums: dict = field(default_factory=lambda: {"run": 0, "ready": 0, "wait": 0, "steps": 0})


class Simulation:
    def __init__(self, path, program="/srv/app", threads=4, pid=4711, slow_ns=100 * MS):
        Path(path).unlink(missing_ok=True)
        self.db = sqlite3.connect(path)
        self.db.execute("PRAGMA page_size = 16384")
        for step in sorted((ROOT / "Migrations/schema").glob("*.sql")):
            self.db.executescript(step.read_text())
        for view in sorted((ROOT / "Migrations/views").glob("*.sql")):
            self.db.executescript(view.read_text())
        self.words = {(d, t): i for d, i, t in self.db.execute("SELECT domain, id, text FROM name")}
        self.db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        self.db.execute("PRAGMA user_version = 1")
        for key, value in {"program": program, "state": "closed", "capture": "probe", "clock": "tsc", "wall_clock_at_zero_ns": 1_763_000_000_000_000_000}.items():
            self.db.execute("INSERT INTO meta VALUES (?, ?)", (key, value))
        self.db.execute("INSERT INTO process(id, pid, boot_ticks, executable, started) VALUES (1, ?, 1, ?, 0)", (pid, program))
        for thread in range(1, threads + 1):
            self.db.execute("INSERT INTO thread VALUES (?, 1, ?, ?)", (thread, pid + thread, f"worker {thread}"))
        self.now, self.slow_ns, self.sequence = 0, slow_ns, 0
        self.heap, self.ready, self.free = [], [], list(range(threads, 0, -1))
        self.tasks, self.next_id, self.effects = {}, 0, []
        self.strings, self.sites, self.objects, self.keys = {}, {}, 0, {}
        self.current = self.thread = None

    # Interning

    def string(self, text):
        if text is None:
            return None
        if text not in self.strings:
            self.strings[text] = len(self.strings) + 1
            self.db.execute("INSERT INTO string VALUES (?, ?)", (self.strings[text], text))
        return self.strings[text]

    def site(self, place):
        """`place` is (function, file, line)."""
        if place is None:
            return None
        if place not in self.sites:
            self.sites[place] = len(self.sites) + 1
            function, file, line = place
            self.db.execute("INSERT INTO site VALUES (?, ?, ?, ?, NULL, NULL, 2)",
                            (self.sites[place], self.string(function), self.string(file), line))
        return self.sites[place]

    def key(self, table, at):
        """A time that no other row of the table has."""
        at = max(at, self.keys.get(table, -1) + 1)
        self.keys[table] = at
        return at

    # What tasks do

    def spawn(self, name, body, site=None, entry=None, kind="unstructured", later=True):
        self.next_id += 1
        task = Task(self.next_id, body, self.now, last_site=entry)
        self.tasks[task.id] = task
        parent = self.current.id if self.current else None

        def create():
            task.created = self.now
            self.db.execute(
                "INSERT INTO task(id, parent, kind, name, site, entry, priority, created) VALUES (?, ?, ?, ?, ?, ?, 25, ?)",
                (task.id, parent, self.words["task_kind", kind], self.string(name), self.site(site), self.site(entry), self.now))
            self.make_ready(task)
        self.effect(create)
        return task

    def fire(self, signal):
        def wake():
            signal.fired = True
            for task in signal.waiters:
                self.make_ready(task)
            signal.waiters = []
        self.effect(wake)

    def cancel(self, task, cause="direct", site=None):
        def request():
            if task.outcome is not None:
                return
            task.cancelled = True
            by = (self.current.id, self.thread) if self.current else (None, None)
            task.cancelled_at = self.key("cancellation", self.now)
            self.db.execute("INSERT INTO cancellation VALUES (?, ?, ?, ?, ?, ?, NULL, NULL)",
                            (task.cancelled_at, task.id, *by, self.words["cancel_cause", cause], self.site(site)))
            if task.state == "waiting" and task.wait and task.wait[1] in ("sleep", "event", "queue_get"):
                self.make_ready(task)
        self.effect(request)

    def object(self, kind, name, site=None):
        self.objects += 1
        self.db.execute("INSERT INTO object VALUES (?, ?, ?, ?, ?, NULL)",
                        (self.objects, self.words["object_kind", kind], self.string(name), self.site(site), self.now))
        return self.objects

    def stack(self, number, frames, is_cut=False):
        self.db.execute("INSERT INTO stack(id, is_cut) VALUES (?, ?)", (number, int(is_cut)))
        for depth, place in enumerate(frames):
            self.db.execute("INSERT INTO stack_frame VALUES (?, ?, ?)", (number, depth, self.site(place)))

    def queue_operation(self, queue, operation, depth, item, dwell=None, site=None):
        def write():
            self.db.execute("INSERT INTO queue_op VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)",
                            (self.key("queue_op", self.now), queue, self.words["queue_op", operation], depth, item, dwell,
                             self.current.id if self.current else None, self.thread, self.site(site)))
        self.effect(write)

    def mark(self, kind, object=None, text=None, a=None):
        def write():
            self.db.execute("INSERT INTO mark VALUES (?, ?, ?, ?, ?, NULL, ?, NULL, ?)",
                            (self.key("mark", self.now), self.words["mark_kind", kind], self.current.id if self.current else None,
                             self.thread, object, a, self.string(text)))
        self.effect(write)

    def gap(self, first, last, lost, reason="segments_full"):
        self.db.execute("INSERT INTO gap(first, last, thread, lost, reason) VALUES (?, ?, 1, ?, ?)",
                        (first, last, lost, self.words["gap_reason", reason]))

    def effect(self, work):
        if self.current:
            self.effects.append(work)
        else:
            work()

    # The scheduler

    def at(self, time, work):
        self.sequence += 1
        heapq.heappush(self.heap, (time, self.sequence, work))

    def make_ready(self, task):
        if task.state == "ended" or (task.state == "ready" and task.wait is None and task.sums["steps"]):
            return
        task.state, task.ready_at = "ready", self.now
        task.generation += 1
        task.waker = self.current.id if self.current else None
        task.waker_thread = self.thread
        self.ready.append(task)
        self.at(self.now + 400, self.dispatch)

    def dispatch(self):
        while self.ready and self.free:
            self.begin(self.ready.pop(0), self.free.pop())

    def begin(self, task, thread):
        task.state, self.current, self.thread, self.effects = "running", task, thread, []
        try:
            command = next(task.body)
        except StopIteration:
            command = Finish(2 * US)
        effects, started = self.effects, self.now
        self.current = self.thread = None
        self.at(self.now + command.run, lambda: self.end(task, thread, command, effects, started))

    def end(self, task, thread, command, effects, started):
        ended = self.key("step", self.now)
        ready_ns = started - task.ready_at
        wait_ns = reason = object = waker = None
        if task.wait:
            since, reason, object = task.wait
            wait_ns, waker = max(0, task.ready_at - since), task.waker
        run_ns = ended - started
        place = task.last_site
        self.db.execute("INSERT INTO step VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)",
                        (ended, run_ns, task.id, thread, ready_ns, wait_ns, self.words["wait_reason", reason] if reason else None,
                         self.site(place), object, waker, task.waker_thread if waker else None))
        if run_ns >= self.slow_ns:
            self.db.execute("INSERT INTO slow_callback VALUES (?, ?, ?, ?, ?, NULL, ?, ?)",
                            (self.key("slow_callback", ended), run_ns, self.slow_ns, task.id, thread, self.site(place),
                             f"Executing <Task {task.id}> took {run_ns / 1e9:.3f} seconds"))
        for name, value in (("run", run_ns), ("ready", ready_ns), ("wait", wait_ns or 0), ("steps", 1)):
            task.sums[name] += value
        if task.cancelled:
            self.db.execute("UPDATE cancellation SET delivered = ? WHERE task = ? AND delivered IS NULL", (started, task.id))
        self.current, self.thread = task, thread
        for effect in effects:
            effect()
        if isinstance(command, Finish):
            self.finish(task, command)
        else:
            self.suspend(task, command, ended)
        self.current = self.thread = None
        self.free.append(thread)
        self.dispatch()

    def suspend(self, task, command, ended):
        task.wait, task.state = (ended, command.reason, command.object), "waiting"
        task.last_site = command.site or task.last_site
        generation = task.generation
        if isinstance(command.until, Signal):
            if command.until.fired:
                self.make_ready(task)
            else:
                command.until.waiters.append(task)
        elif command.until is not None:
            def expire():
                if task.state == "waiting" and task.generation == generation:
                    self.make_ready(task)
            self.at(ended + command.until, expire)

    def finish(self, task, command):
        task.state, task.outcome, task.wait = "ended", command.outcome, None
        sums = task.sums
        self.db.execute("UPDATE task SET ended = ?, outcome = ?, run_ns = ?, ready_ns = ?, wait_ns = ?, steps = ? WHERE id = ?",
                        (self.now, self.words["outcome", command.outcome], sums["run"], sums["ready"], sums["wait"], sums["steps"], task.id))
        self.db.execute("UPDATE cancellation SET ended = ? WHERE task = ? AND ended IS NULL", (self.now, task.id))
        self.fire_now(task.done)

    def fire_now(self, signal):
        signal.fired = True
        for waiter in signal.waiters:
            self.make_ready(waiter)
        signal.waiters = []

    def run(self, until=None):
        while self.heap and (until is None or self.heap[0][0] <= until):
            self.now, _, work = heapq.heappop(self.heap)
            work()
        return self

    def close(self):
        for task in self.tasks.values():
            if task.outcome is not None:
                continue
            sums = task.sums
            self.db.execute("UPDATE task SET run_ns = ?, ready_ns = ?, wait_ns = ?, steps = ? WHERE id = ?",
                            (sums["run"], sums["ready"], sums["wait"], sums["steps"], task.id))
            if task.state == "waiting":
                since, reason, object = task.wait
                self.db.execute("INSERT INTO open_task(task, state, since, reason, site, object) VALUES (?, 4, ?, ?, ?, ?)",
                                (task.id, since, self.words["wait_reason", reason], self.site(task.last_site), object))
        self.db.execute("UPDATE process SET ended = ?", (self.now,))
        self.db.commit()
        self.db.close()
