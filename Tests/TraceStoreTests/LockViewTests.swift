import Testing
import TraceFixtures
import TraceModel
import TraceStore

/// What the views of locks and wake-ups show of a trace made by hand.
@Suite struct LockViewTests {
    let trace: TestTrace

    init() throws { trace = try TestTrace() }

    /// A happening on a thread of its own: the fixture's are all on the first.
    private func mark(
        _ kind: MarkKind, at: Int64, thread: Int64 = 1, task: Int64? = nil, object: Int64,
        value: Int64? = nil,
        site: Int64? = nil
    ) throws {
        try trace.insert(
            "mark",
            [
                "at": at, "kind": kind.rawValue, "task": task, "thread": thread, "object": object,
                "site": site,
                "a": value, "b": 0,
            ])
    }

    @Test("A holding tells who had the lock, how long he had waited, how long he had it, and who ended it.")
    func holdings() throws {
        let take = try trace.site("take()", "L.swift", 3)
        let leave = try trace.site("leave()", "L.swift", 9)
        try trace.object(7, .lock, "door")
        for (id, name) in [(1, "a"), (2, "b"), (3, "c")] { try trace.task(Int64(id), name, created: 0) }
        try mark(.lockAcquire, at: 10, task: 1, object: 7, value: 1, site: take)
        // `b` waits from 20 to 100, `c` from 30 on; `a` hands over to `b`.
        try mark(.lockRelease, at: 98, thread: 2, task: 1, object: 7, value: 1 | 1 << 32, site: leave)
        try mark(.lockAcquire, at: 99, thread: 2, task: 2, object: 7, value: 2, site: take)
        try trace.step(2, from: 110, to: 120, ready: 10, waited: 80, for: .lock, on: 7, wokenBy: 1)
        try trace.open(3, .waiting, since: 30, reason: .lock, on: 7)
        #expect(
            try trace.lines(
                """
                SELECT lock, name, kind, holding, task_name, acquired, waited_ns, released, held_ns, released_by_name,
                  waiting
                FROM lock_holdings ORDER BY holding
                """) == """
                    7|door|lock|1|a|10|-|98|88|a|1
                    7|door|lock|2|b|99|79|-|-|-|-
                    """)
        #expect(
            try trace.lines(
                """
                SELECT function, file, line, released_function, released_file, released_line, released_by
                FROM lock_holdings WHERE holding = 1
                """) == "take()|L.swift|3|leave()|L.swift|9|1")
        #expect(
            try trace.lines(
                """
                SELECT id, name, kind, holdings, contended, wait_ns, max_wait_ns, held_ns, max_held_ns, holder,
                  holder_name, waiting
                FROM locks
                """) == "7|door|lock|2|1|79|79|88|88|2|b|1")
    }

    @Test("Among all events, a lock's tell which holding they begin or end.")
    func events() throws {
        try trace.object(7, .lock, "door")
        try mark(.lockAcquire, at: 10, object: 7, value: 5)
        try mark(.lockRelease, at: 20, object: 7, value: 5 | 3 << 32)
        #expect(
            try trace.lines("SELECT at, kind, object_name, detail FROM events WHERE at > 0 ORDER BY at")
                == """
                10|lock_acquire|door|holding 5
                20|lock_release|door|holding 5
                """)
    }

    @Test("A wait that was cancelled does not count for the next holding of the same task.")
    func cancelledWait() throws {
        try trace.object(7, .lock, "door")
        try trace.task(1, "a", created: 0)
        try trace.step(1, from: 50, to: 60, waited: 40, for: .lock, on: 7)
        try mark(.lockAcquire, at: 200, task: 1, object: 7, value: 1)
        // Handed over, and its step has not ended when the trace does.
        try mark(.lockAcquire, at: 380, task: 2, object: 7, value: 2)
        try trace.task(2, "b", created: 0)
        try trace.open(2, .running, since: 400, reason: .lock, on: 7, waited: 90, ready: 15)
        #expect(
            try trace.lines("SELECT holding, waited_ns FROM lock_holdings ORDER BY holding") == """
                1|-
                2|85
                """)
    }

    @Test("A permit whose release is not known has no end, and others are not mixed up with it.")
    func semaphore() throws {
        try trace.object(8, .semaphore, "slots")
        try trace.object(9, .lock, "unused")
        try trace.task(1, "a", created: 0)
        try trace.task(2, "b", created: 0)
        try mark(.lockAcquire, at: 10, task: 1, object: 8, value: 1)
        try mark(.lockAcquire, at: 11, task: 2, object: 8, value: 2)
        try mark(.lockRelease, at: 20, task: 2, object: 8, value: 2)
        // By a thread.
        try mark(.lockRelease, at: 30, object: 8, value: 0)
        #expect(
            try trace.lines(
                "SELECT kind, holding, task, released, held_ns FROM lock_holdings ORDER BY holding")
                    == """
                    semaphore|1|1|-|-
                    semaphore|2|2|20|9
                    """)
        #expect(
            try trace.lines(
                "SELECT name, holdings, contended, wait_ns, held_ns, holder FROM locks ORDER BY id")
                    == """
                    slots|2|0|-|9|1
                    unused|0|0|-|-|-
                    """)
    }

    @Test("A wake-up tells who woke whom, by what, and where.")
    func wakeUps() throws {
        let wait = try trace.site("wait()", "W.swift", 1)
        let wake = try trace.site("wake()", "W.swift", 2)
        try trace.object(5, .event, "go")
        try trace.object(6, .queue, "orders")
        try trace.task(1, "waker", created: 0)
        try trace.task(2, "waiter", created: 0)
        try mark(.eventSet, at: 98, thread: 2, task: 1, object: 5, value: 1, site: wake)
        // Neither another object's nor another thread's happening.
        try mark(.eventSet, at: 99, thread: 2, object: 4)
        try mark(.eventSet, at: 97, thread: 1, object: 5)
        try trace.step(2, from: 110, to: 120, ready: 10, waited: 60, for: .event, on: 5, at: wait, wokenBy: 1)
        try trace.insert(
            "queue_op", ["at": 190, "queue": 6, "op": 1, "depth": 0, "task": 1, "thread": 2, "site": wake])
        try trace.insert("queue_op", ["at": 191, "queue": 6, "op": 2, "depth": 0, "task": 1, "thread": 2])
        try trace.step(
            2, from: 200, to: 210, ready: 2, waited: 60, for: .queueGet, on: 6, at: wait, wokenBy: 1)
        #expect(
            try trace.lines(
                """
                SELECT at, object_name, reason, task_name, waited_ns, waker_task, waker_thread, waker_name, cause,
                  function, file, line, by_function, by_file, by_line
                FROM wake_ups ORDER BY at
                """) == """
                    100|go|event|waiter|60|1|2|waker|event_set|wait()|W.swift|1|wake()|W.swift|2
                    198|orders|queue_get|waiter|60|1|2|waker|queue_put|wait()|W.swift|1|wake()|W.swift|2
                    """)
    }

    @Test("A wake-up by a cancellation or a shutdown is told from one by a set or a put.")
    func otherCauses() throws {
        try trace.object(5, .event, "go")
        try trace.object(6, .queue, "orders")
        for id in 1...4 { try trace.task(Int64(id), "t\(id)", created: 0) }
        try mark(.eventSet, at: 60, thread: 2, task: 1, object: 5, value: 1)
        try trace.cancel(2, at: 95, by: 1)
        try trace.step(2, from: 100, to: 101, waited: 60, for: .event, on: 5, wokenBy: 1)
        try trace.insert("queue_op", ["at": 150, "queue": 6, "op": 1, "depth": 0, "thread": 2])
        try mark(.queueShutDown, at: 195, thread: 2, task: 1, object: 6)
        try trace.step(3, from: 200, to: 201, waited: 60, for: .queueGet, on: 6, wokenBy: 1)
        // Nobody knows what this was woken by.
        try trace.step(4, from: 300, to: 301, waited: 60, for: .event, on: 5, wokenBy: 1)
        // Not by way of an object.
        try trace.step(4, from: 400, to: 401, waited: 60, for: .sleep)
        #expect(
            try trace.lines("SELECT task_name, cause FROM wake_ups ORDER BY at") == """
                t2|cancel
                t3|queue_shut_down
                t4|-
                """)
    }

    @Test("For no row of these views does SQLite walk through a table.")
    func plans() throws {
        for view in ["lock_holdings", "locks", "wake_ups"] {
            let plan = try trace.database.prepare("EXPLAIN QUERY PLAN SELECT * FROM \(view)")
            var isCorrelated: [Int64: Bool] = [:]
            while try plan.step() {
                guard let id = plan.integer(at: 0), let text = plan.text(at: 3) else { continue }
                let parent = isCorrelated[plan.integer(at: 1) ?? 0] ?? false
                isCorrelated[id] = parent || text.hasPrefix("CORRELATED")
                #expect(!parent || !text.hasPrefix("SCAN"), "\(view): \(text)")
            }
        }
    }
}
