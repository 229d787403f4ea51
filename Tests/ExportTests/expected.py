"""What an export of a trace must hold, counted in SQL over the trace itself."""
import sqlite3

# Slices of the timelines by their category.
SLICES = {
    "task": "SELECT count(*) FROM task",
    "create": "SELECT count(*) FROM task WHERE created IS NOT NULL AND parent IN (SELECT id FROM task)",
    "running": """SELECT (SELECT count(*) FROM step WHERE task IN (SELECT id FROM task))
        + (SELECT count(*) FROM open_task WHERE state = 3 AND task IN (SELECT id FROM task))""",
    "on threads": """SELECT (SELECT count(*) FROM step) + (SELECT count(*) FROM callback WHERE thread IS NOT NULL)
        + (SELECT count(*) FROM open_task WHERE state = 3 AND thread IS NOT NULL)""",
    "waiting": """SELECT (SELECT count(*) FROM step WHERE wait_ns IS NOT NULL)
        + (SELECT count(*) FROM open_task WHERE state = 4 OR state IN (2, 3) AND wait_ns IS NOT NULL)""",
    "ready": """SELECT (SELECT count(*) FROM step WHERE ready_ns > 0)
        + (SELECT count(*) FROM open_task WHERE state = 2 OR state = 3 AND ready_ns > 0)""",
    "wake": """SELECT (SELECT count(*) FROM step WHERE wait_ns IS NOT NULL AND waker IN (SELECT id FROM task))
        + (SELECT count(*) FROM open_task
           WHERE state IN (2, 3) AND wait_ns IS NOT NULL AND waker IN (SELECT id FROM task))""",
    "queue": "SELECT count(*) FROM queue_op",
    "mark": "SELECT (SELECT count(*) FROM mark) + (SELECT count(*) FROM cancellation)",
    "loss": "SELECT count(*) FROM gap",
}
ITEMS = """SELECT count(*) FROM queue_op AS got JOIN queue_op AS put USING (queue, item)
    WHERE got.op = 2 AND put.op = 1 AND got.dwell_ns IS NOT NULL"""


class Expected:
    def __init__(self, path):
        self.database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        self.slices = {kind: self.number(sql) for kind, sql in SLICES.items()}
        self.flows = self.slices["create"] + self.slices["wake"] + self.number(ITEMS)
        self.counters = self.slices["queue"]
        self.tasks = self.slices["task"]
        self.labels = sorted(text for text, in self.rows("SELECT label FROM tasks"))
        self.run = self.number("SELECT coalesce(sum(run_ns), 0) FROM step WHERE task IN (SELECT id FROM task)")
        self.ready = self.number("SELECT coalesce(sum(ready_ns), 0) FROM step WHERE task IN (SELECT id FROM task)")
        self.wait = self.number("SELECT coalesce(sum(wait_ns), 0) FROM step WHERE task IN (SELECT id FROM task)")

    def rows(self, sql):
        return self.database.execute(sql).fetchall()

    def number(self, sql):
        return self.rows(sql)[0][0]


def same(what, got, wanted):
    """Says what differs, and goes on: all that is wrong is told at once."""
    if got == wanted:
        return True
    print(f"{what}: {got!r}, and the trace has {wanted!r}")
    same.failures += 1
    return False


same.failures = 0
