import Testing
import TraceFixtures
import TraceModel
import TraceReporting
import TraceStore

/// Deadlocks, and what looks like one.
@Suite struct WaitCycleTests {
    let trace: TestTrace

    init() throws { trace = try TestTrace() }

    private func findings() throws -> [Finding] {
        try FindingRules.findings(in: TraceReader(path: trace.path), only: "wait-cycle")
    }

    /// A task that holds a lock, and waits for another one from `at` on.
    private func holder(
        _ id: Int64, _ name: String, has lock: Int64, wants other: Int64, at: Double, site: Int64
    ) throws {
        try trace.task(id, name, created: 0)
        try trace.mark(.lockAcquire, at: ms(Double(id)), task: id, object: lock, site: site, value: 1)
        try trace.open(id, .waiting, since: ms(at), reason: .lock, on: other, at: site)
    }

    @Test(
        "Two tasks that want each other's lock are an error, with what each waits for and who took that where."
    )
    func locks() throws {
        let site = try trace.site("transfer()", "Bank.swift", 4)
        try trace.object(7, .lock, "a")
        try trace.object(8, .lock, "b")
        try holder(1, "one", has: 7, wants: 8, at: 10, site: site)
        try holder(2, "two", has: 8, wants: 7, at: 20, site: site)
        try trace.task(3, "behind", created: 0)
        try trace.open(3, .waiting, since: ms(30), reason: .task, on: 1, at: site)
        try trace.mark(.mark, at: ms(120))
        let found = try findings()
        #expect(
            found.map(\.message) == [
                "Task 1 'one' and task 2 'two' waited for each other for 100 ms: neither will go on."
            ])
        #expect(found.first?.severity == .error)
        #expect(found.first?.culprit?.line == 4)
        #expect(found.first?.task == 2)
        #expect(
            found.first?.evidence.first
                == "Task 1 'one' waited for lock 'b', in transfer() (Bank.swift:4), which task 2 'two' took in "
                + "transfer() (Bank.swift:4).")
        #expect(found.first?.evidence.last == "1 more task could not go on either.")
    }

    @Test("A task that wants the lock which it holds waits for itself.")
    func itself() throws {
        let site = try trace.site("nested()", "Bank.swift", 4)
        try trace.object(7, .lock, "a")
        try holder(1, "one", has: 7, wants: 7, at: 10, site: site)
        try trace.mark(.mark, at: ms(60))
        #expect(
            try findings().map(\.message) == [
                "Task 1 'one' waited for itself for 50.0 ms: it will never go on."
            ])
    }

    @Test(
        "A group's task that wants what its parent holds is a circle; with a child that can go on it is none."
    )
    func group() throws {
        let site = try trace.site("all()", "Bank.swift", 4)
        try trace.object(7, .lock, "a")
        try trace.task(1, "parent", created: 0)
        try trace.mark(.lockAcquire, at: ms(1), task: 1, object: 7, site: site, value: 1)
        try trace.open(1, .waiting, since: ms(2), reason: .group, at: site)
        try trace.task(2, "child", kind: .groupChild, parent: 1, created: ms(1))
        try trace.open(2, .waiting, since: ms(3), reason: .lock, on: 7, at: site)
        #expect(try findings().count == 1)
        try trace.task(3, "busy child", kind: .groupChild, parent: 1, created: ms(1))
        try trace.open(3, .running, since: ms(3))
        #expect(try findings().isEmpty)
    }

    @Test("A lock that one task takes and another releases has no holder who is known.")
    func handedOver() throws {
        let site = try trace.site("pass()", "Bank.swift", 4)
        try trace.object(7, .lock, "baton")
        try trace.task(9, "other", created: 0)
        try trace.mark(.lockAcquire, at: 10, task: 9, object: 7, site: site, value: 1)
        try trace.task(1, "one", created: 0)
        try trace.mark(.lockRelease, at: 20, task: 1, object: 7, site: site, value: 1)
        try trace.mark(.lockAcquire, at: 30, task: 1, object: 7, site: site, value: 2)
        try trace.open(1, .waiting, since: ms(10), reason: .lock, on: 7, at: site)
        try trace.open(9, .running, since: 40)
        #expect(try findings().isEmpty)
    }

    @Test(
        "Tasks that wait for room in each other's queues are a warning; those that wait for items are at rest."
    )
    func queues() throws {
        let site = try trace.site("pump()", "Pump.swift", 4)
        for queue in [7, 8] { try trace.object(Int64(queue), .queue, "queue-\(queue)") }
        for (task, from, into) in [(1, 7, 8), (2, 8, 7)] {
            let (task, from, into) = (Int64(task), Int64(from), Int64(into))
            try trace.task(task, "pump-\(task)", created: 0)
            try trace.queue(into, .put, at: task * 100, depth: 1, item: 1, task: task, site: site)
            try trace.queue(from, .get, at: task * 100 + 50, depth: 0, item: 1, task: task, site: site)
            try trace.open(task, .waiting, since: ms(1), reason: .queuePut, on: into, at: site)
        }
        let found = try findings()
        #expect(found.map(\.severity) == [.warning])
        #expect(
            found.first?.evidence.contains("As far as the trace shows, nobody else has used that queue.")
                == true)
        try trace.database.execute(
            "UPDATE open_task SET reason = 20, object = iif(task = 1, 7, 8)")
        #expect(try findings().isEmpty)
    }

    @Test("A future stands for the task that was made with it; tasks that await each other's are a circle.")
    func futures() throws {
        let made = try trace.site("start()", "Start.swift", 2)
        for (task, future, other) in [(1, 7, 8), (2, 8, 7)] {
            try trace.object(Int64(future), .future, "job-\(task)", site: made, created: 5)
            try trace.task(Int64(task), "job-\(task)", createdAt: made, created: 6)
            try trace.mark(.futureTask, at: Int64(task), task: Int64(task), object: Int64(future))
            try trace.open(Int64(task), .waiting, since: ms(1), reason: .future, on: Int64(other))
        }
        #expect(try findings().map(\.severity) == [.error])
    }

    @Test("A task that ended while it had a lock is found, and is an error where somebody waits for it.")
    func heldAtEnd() throws {
        let site = try trace.site("write()", "File.swift", 9)
        try trace.object(7, .lock, "file")
        try trace.task(1, "writer", created: 0, ended: ms(5))
        try trace.mark(.lockAcquire, at: ms(1), task: 1, object: 7, site: site, value: 1)
        // One that lives may yet release it.
        try trace.object(8, .lock, "other")
        try trace.task(2, "reader", created: 0)
        try trace.mark(.lockAcquire, at: ms(2), task: 2, object: 8, site: site, value: 1)
        // Permits may be given back by anybody.
        try trace.object(9, .semaphore, "permits")
        try trace.mark(.lockAcquire, at: ms(3), task: 1, object: 9, site: site, value: 1)
        func found() throws -> [Finding] {
            try FindingRules.findings(in: TraceReader(path: trace.path), only: "lock-held-at-end")
        }
        #expect(try found().map(\.message) == ["Task 1 'writer' ended without releasing 'file'."])
        #expect(try found().first?.severity == .warning)
        #expect(try found().first?.culprit?.line == 9)
        try trace.open(2, .waiting, since: ms(6), reason: .lock, on: 7, at: site)
        #expect(try found().map(\.severity) == [.error])
        try trace.lost(3, .segmentsFull, from: ms(2), to: ms(3))
        #expect(try found().map(\.severity) == [.note])
        try trace.insert("meta", ["key": "flight_recorder", "value": 1])
        #expect(try found().isEmpty)
    }
}
