import Foundation
import TaskTracing
import Testing
import TraceReporting
import TraceStore

// Other tests may run meanwhile, and use locks as well: so the queries ask for these by name.

/// What the trace knows of locks, and of who wakes whom.
extension RecordingTests {
    @Test("A lock that is handed over has its holders, waits and places, and who woke whom.")
    func lockHandOver() async throws {
        let line = UInt(#line)
        let trace = try await TracedProgram.run {
            try await EventLoop.run { loop in
                let lock = TracedLock(name: "handed")
                let first = loop.createTask(name: "first") {
                    try await lock.acquire()  // line + 5
                    while !lock.description.contains("waiters=1") { await Task.yield() }
                    try await Task.sleep(for: .milliseconds(2))
                    try lock.release()  // line + 8
                }
                let second = loop.createTask(name: "second") {
                    try await lock.withLock { try await Task.sleep(for: .milliseconds(2)) }  // line + 11
                }
                try await first.value
                try await second.value
            }
        }
        #expect(
            try trace.table(
                """
                SELECT name, kind, holding, task_name, coalesce(waited_ns >= 2000000, 0), held_ns >= 2000000,
                  released_by_name, waiting, line - \(line), released_line - \(line)
                FROM lock_holdings WHERE name = 'handed' ORDER BY holding
                """) == ["handed|lock|1|first|0|1|first|0|5|8", "handed|lock|2|second|1|1|second|0|11|11"])
        #expect(
            try trace.table(
                """
                SELECT name, holdings, contended, wait_ns = max_wait_ns, held_ns > max_held_ns, holder, waiting,
                  file LIKE '%LockTraceTests.swift', line - \(line)
                FROM locks WHERE name = 'handed'
                """) == ["handed|2|1|1|1|-|0|1|3"])
        #expect(
            try trace.table(
                """
                SELECT object_name, reason, task_name, waker_name, cause, line - \(line), by_line - \(line)
                FROM wake_ups WHERE object_name = 'handed'
                """) == ["handed|lock|second|first|lock_release|11|8"])
    }

    @Test("At the end of a trace a lock has its holder, and those who wait.")
    func lockHeld() async throws {
        let lock = TracedLock()
        let (holders, waiters) = (TracedEvent(), TracedEvent())
        var left: [Task<Void, any Error>] = []
        let folder = try TracedProgram.newFolder()
        let path = folder.appending(path: "trace.sqlite").path
        let tracer = try await TaskTracer.start(to: path)
        left.append(
            Task(name: "last holder") {
                try await lock.acquire()
                holders.set()
                try await waiters.wait()
                try lock.release()
            })
        try await holders.wait()
        left.append(Task(name: "waiter") { try await lock.withLock {} })
        // The trace is written while the program runs.
        #expect(
            try await eventually {
                let waiting = "SELECT count(*) FROM open_steps WHERE state = 'waiting' AND reason = 'lock'"
                return (try? TracedProgram.open(path).number(waiting)) == 1
            })
        await tracer.stop()
        let trace = try TracedProgram.open(path)
        // The lock was made before the recording: its name is not known.
        #expect(
            try trace.table(
                "SELECT holdings, contended, held_ns, waiting FROM locks WHERE holder_name = 'last holder'")
                == ["1|0|-|1"])
        waiters.set()
        for task in left { try await task.value }
    }

    @Test("A semaphore tells which release ends which holding, unless another task releases.")
    func semaphoreHoldings() async throws {
        let trace = try await TracedProgram.run {
            let semaphore = try TracedSemaphore(name: "shared", value: 2)
            let (first, second, signal) = (TracedEvent(), TracedEvent(), TracedEvent())
            let a = Task(name: "a") {
                try await semaphore.acquire()
                first.set()
                try await signal.wait()
                try semaphore.release()
            }
            try await first.wait()
            let b = Task(name: "b") {
                try await semaphore.acquire()
                second.set()
            }
            try await second.wait()
            let c = Task(name: "c") { try await semaphore.withPermit {} }
            while !semaphore.description.contains("waiters=1") { await Task.yield() }
            // For `b`, which does not.
            try semaphore.release()
            try await c.value
            signal.set()
            try await a.value
            try await b.value
        }
        #expect(
            try trace.table(
                """
                SELECT holding, kind, task_name, released IS NOT NULL, waited_ns IS NOT NULL FROM lock_holdings
                WHERE name = 'shared' ORDER BY holding
                """) == ["1|semaphore|a|1|0", "2|semaphore|b|0|0", "3|semaphore|c|1|1"])
        #expect(
            try trace.table("SELECT name, holdings, contended, holder_name FROM locks WHERE name = 'shared'")
                == ["shared|3|1|b"])
    }

    @Test("Who is cancelled after a lock was handed to him has held it for a moment, and has handed it on.")
    func cancelledHandOver() async throws {
        let trace = try await TracedProgram.run {
            try await EventLoop.run { loop in
                let lock = TracedLock(name: "handed on")
                try await lock.acquire()
                let cancelled = loop.createTask(name: "cancelled") { try await lock.acquire() }
                let next = loop.createTask(name: "next") { try await lock.withLock {} }
                while !lock.description.contains("waiters=2") { await Task.yield() }
                try lock.release()
                cancelled.cancel()
                try await next.value
            }
        }
        #expect(
            try trace.table(
                """
                SELECT holding, task_name, released_by_name FROM lock_holdings WHERE name = 'handed on' AND holding > 1
                ORDER BY holding
                """) == ["2|cancelled|cancelled", "3|next|next"])
        #expect(
            try trace.table(
                "SELECT task_name, waker_name FROM wake_ups WHERE object_name = 'handed on' AND task_name = 'next'"
            )
                == ["next|cancelled"])
    }

    @Test("Sets, puts, notifications and the last at a barrier are told as causes of wake-ups.")
    func causes() async throws {
        let trace = try await TracedProgram.run {
            try await EventLoop.run { loop in
                let event = TracedEvent(name: "go")
                let queue = TracedQueue<Int>(name: "orders")
                let condition = TracedCondition(name: "stock")
                let barrier = try TracedBarrier(name: "phase", parties: 2)
                let semaphore = try TracedSemaphore(name: "slots", value: 0)
                let waiter = loop.createTask(name: "slow waiter") {
                    try await event.wait()
                    _ = try await queue.get()
                    try await condition.withLock { try await condition.wait() }
                    try await semaphore.acquire()
                    try await barrier.wait()
                }
                let waker = loop.createTask(name: "waker") {
                    event.set()
                    for _ in 0..<10 { await Task.yield() }
                    try await queue.put(1)
                    for _ in 0..<10 { await Task.yield() }
                    try await condition.withLock { try condition.notifyAll() }
                    for _ in 0..<10 { await Task.yield() }
                    try semaphore.release()
                    for _ in 0..<10 { await Task.yield() }
                    try await barrier.wait()
                }
                try await waiter.value
                try await waker.value
                barrier.abort()
                let late = loop.createTask(name: "late") { try await barrier.wait() }
                _ = try? await late.value
            }
        }
        let causes = try trace.table(
            """
            SELECT object_name, reason, cause, waker_name, by_line > line FROM wake_ups WHERE task_name = 'slow waiter'
            ORDER BY at
            """)
        #expect(
            causes == [
                "go|event|event_set|waker|1", "orders|queue_get|queue_put|waker|1",
                "stock|condition|condition_notify|waker|1", "slots|semaphore|lock_release|waker|1",
                "phase|barrier|barrier_pass|waker|1",
            ])
        #expect(
            try trace.table(
                """
                SELECT kind, object_name, value, detail FROM marks
                WHERE kind IN ('condition_notify', 'barrier_pass', 'barrier_break') AND object_name IN ('stock', 'phase')
                ORDER BY at
                """) == ["condition_notify|stock|1|0", "barrier_pass|phase|2|0", "barrier_break|phase|0|1"])
        #expect(
            try trace.table(
                """
                SELECT DISTINCT kind, name FROM objects WHERE name IN ('stock', 'phase', 'lock of stock', 'slots')
                ORDER BY kind
                """) == ["barrier|phase", "condition|stock", "lock|lock of stock", "semaphore|slots"])
    }

    @Test(
        "On many threads the holdings of a lock follow each other without overlap, and each wait has its reason."
    )
    func lockContention() async throws {
        let trace = try await TracedProgram.run {
            let lock = TracedLock(name: "busy")
            await withTaskGroup(of: Void.self) { group in
                for number in 0..<8 {
                    group.addTask(name: "visitor") {
                        for round in 0..<400 {
                            try? await lock.withLock { if round % 3 != number % 3 { await Task.yield() } }
                        }
                    }
                }
            }
        }
        #expect(try trace.number("SELECT count(*) FROM losses") == 0)
        #expect(
            try trace.table(
                """
                SELECT count(*), count(released), min(held_ns) >= 0, sum(acquired < before), sum(holding <> row)
                FROM (
                  SELECT
                    *, lag(released) OVER (ORDER BY holding) AS before, row_number() OVER (ORDER BY holding) AS row
                  FROM lock_holdings
                  WHERE name = 'busy'
                )
                """) == ["3200|3200|1|0|0"])
        // Who gets his turn before he is suspended has waited for no time.
        let waits = try trace.number("SELECT count(*) FROM awaits WHERE object_name = 'busy'")
        #expect((1...waits).contains(try trace.number("SELECT contended FROM locks WHERE name = 'busy'")))
    }
}
