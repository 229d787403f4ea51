import Testing
import TraceFixtures
import TraceModel
import TraceReporting
import TraceStore

/// Rules on what keeps threads: what they find, and what is near it and none of theirs.
@Suite struct FindingThreadTests {
    let trace: TestTrace
    let work: Int64

    init() throws {
        trace = try TestTrace()
        work = try trace.site("work()", "W.swift", 5)
    }

    private func findings(_ rule: String) throws -> [Finding] {
        try FindingRules.findings(in: TraceReader(path: trace.path), only: rule)
    }

    private func messages(_ rule: String) throws -> [String] { try findings(rule).map(\.message) }

    /// Two threads that run one task each from 10 to 310 ms.
    private func block() throws {
        for task in 1...2 {
            try trace.task(Int64(task), "reader", runs: work, created: 0)
            try trace.step(Int64(task), from: ms(10), to: ms(310) + Int64(task), thread: Int64(task))
        }
        try trace.task(3, "answer", created: ms(20))
    }

    @Test("All threads that are kept at once are a stall, where a task was ready meanwhile.")
    func stall() throws {
        try block()
        #expect(try messages("stalled-executor").isEmpty)
        try trace.step(3, from: ms(311), to: ms(312), ready: ms(291))
        #expect(
            try messages("stalled-executor") == [
                "work() (W.swift:5) kept all 2 threads that tasks share for 290 ms: nothing else could run."
            ])
    }

    @Test("Where something else had its turn in between nothing has stalled, though a task starved.")
    func noStall() throws {
        try block()
        try trace.task(4, "short", created: 0)
        for at in stride(from: 60.0, to: 300, by: 60) {
            try trace.step(4, from: ms(at), to: ms(at + 1), waited: ms(50), for: .sleep)
        }
        try trace.step(3, from: ms(311), to: ms(312), ready: ms(291))
        #expect(try messages("stalled-executor").isEmpty)
        #expect(try messages("starvation").count == 1)
    }

    @Test("On the main thread one run is enough; what other threads do does not matter.")
    func mainThread() throws {
        try trace.database.execute("UPDATE thread SET tid = 4711 WHERE id = 1")
        try trace.task(1, "main", kind: .preexisting, runs: work, created: nil)
        try trace.step(1, from: ms(10), to: ms(310))
        try trace.task(2, "busy", created: 0)
        for at in stride(from: 10.0, to: 400, by: 10) {
            try trace.step(2, from: ms(at), to: ms(at + 1), thread: 2, waited: ms(9), for: .sleep)
        }
        try trace.task(3, "draw", created: ms(20))
        try trace.step(3, from: ms(311), to: ms(312), ready: ms(291))
        #expect(
            try messages("stalled-executor") == [
                "work() (W.swift:5) kept the only thread of its actor or loop for 290 ms: nothing else could run."
            ])
    }

    @Test("A program that hangs is told of, though nothing has ended; from a second on it is an error.")
    func hanging() throws {
        try trace.task(1, "reader", runs: work, created: 0)
        try trace.open(1, .running, since: ms(10))
        try trace.task(2, "answer", created: ms(20))
        try trace.open(2, .created, since: ms(20))
        try trace.mark(.mark, at: ms(1520))
        let found = try findings("stalled-executor")
        #expect(found.map(\.severity) == [.error])
        #expect(found.first?.culprit?.function == "work()")
        #expect(
            try messages("never-yielding") == [
                "Task 1 'reader' had been running for 1.51 s without suspending, and still was when the trace ended."
            ])
    }

    @Test("What was there before the recording may block, and what just began to run is no trouble.")
    func mayRun() throws {
        try trace.task(1, "main", kind: .preexisting, runs: work, created: nil)
        try trace.open(1, .running, since: ms(10))
        try trace.task(2, "young", created: 0)
        try trace.open(2, .running, since: ms(1400))
        try trace.mark(.mark, at: ms(1520))
        #expect(try messages("never-yielding").isEmpty)
    }

    @Test("What the code has declared is counted and not told, by rules of stalls as well.")
    func intended() throws {
        try block()
        try trace.step(3, from: ms(311), to: ms(312), ready: ms(291))
        for thread in 1...2 {
            try trace.mark(.blockingEnd, at: ms(309) + Int64(thread), value: ms(295), text: "as it should be")
            try trace.database.execute(
                "UPDATE mark SET thread = \(thread) WHERE at = \(ms(309) + Int64(thread))")
        }
        try trace.slow(at: ms(310) + 1, took: ms(300), threshold: ms(100), task: 1, site: work)
        let diagnosis = try Diagnosis(of: TraceReader(path: trace.path))
        #expect(diagnosis.findings.map(\.rule) == ["never-ended", "never-ended"])
        #expect(
            diagnosis.suppressed.map(\.finding.rule) == ["stalled-executor", "slow-callback", "starvation"])
        #expect(diagnosis.suppressed.allSatisfy { $0.reason == "declared in the code: as it should be" })
    }

    @Test("A task that yields a thousand times with next to nothing in between wakes itself.")
    func selfWaking() throws {
        try trace.task(1, "poller", created: 0)
        try trace.task(2, "divided", created: 0)
        for round in 1...1200 {
            let at = Int64(round) * 300_000
            try trace.step(
                1, from: at, to: at + 2000, waited: 1000, for: .yield, at: work)
            try trace.step(
                2, from: at, to: at + 200_000, thread: 2, waited: 1000, for: .yield, at: work)
        }
        #expect(
            try messages("self-waking") == ["Task 1 'poller' woke itself 1,200 times at work() (W.swift:5)."])
    }

    @Test("Runs of ten times what is usual at their place are outliers, if there are some.")
    func outliers() throws {
        let quick = try trace.site("quick()", "Q.swift", 9)
        try trace.task(1, "lookup", created: 0)
        for round in 1...400 {
            let from = Int64(round) * 100_000_000
            let isLong = round % 130 == 0
            try trace.step(
                1, from: from, to: from + (isLong ? ms(40) : ms(0.2)), waited: 1000, for: .yield, at: work)
            // Two are too few to be sure of.
            try trace.step(
                1, from: from + ms(50), to: from + ms(round <= 2 ? 80 : 50.2), waited: 1000, for: .yield,
                at: quick)
        }
        #expect(
            try messages("slow-outlier") == [
                "work() (W.swift:5) ran for up to 40.0 ms without suspending; 99 of 100 of its runs take less than 262 µs."
            ])
    }

    @Test("A lock that a task of lower priority held is told with the place that acquired it.")
    func priorityInversion() throws {
        try trace.object(7, .lock, "settings")
        for (id, name, priority) in [(1, "saver", 9), (2, "reader", 25), (3, "other", 25)] {
            try trace.task(Int64(id), name, created: 0)
            try trace.database.execute("UPDATE task SET priority = \(priority) WHERE id = \(id)")
        }
        try trace.mark(.lockAcquire, at: ms(10), task: 1, object: 7, site: work, value: 1)
        try trace.mark(.lockRelease, at: ms(100), task: 1, object: 7, value: 1)
        try trace.step(2, from: ms(101), to: ms(102), waited: ms(80), for: .lock, on: 7, wokenBy: 1)
        // Of its own priority, and not for long.
        try trace.step(3, from: ms(202), to: ms(203), waited: ms(80), for: .lock, on: 7, wokenBy: 2)
        try trace.step(3, from: ms(302), to: ms(303), waited: ms(5), for: .lock, on: 7, wokenBy: 1)
        let found = try findings("priority-inversion")
        #expect(
            found.map(\.message) == [
                "'reader', of priority 25, waited 80.0 ms for 'settings', which 'saver', of priority 9, held."
            ])
        #expect(found.first?.culprit?.function == "work()")
    }
}
