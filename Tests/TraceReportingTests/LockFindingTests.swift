import Testing
import TraceFixtures
import TraceModel
import TraceReporting
import TraceStore

/// Locks for which others wait: why they have to.
@Suite struct LockFindingTests {
    let trace: TestTrace

    init() throws { trace = try TestTrace() }

    private func found(_ rule: String) throws -> [Finding] {
        try FindingRules.findings(in: TraceReader(path: trace.path), only: rule)
    }

    private var rules: [String] {
        get throws {
            try FindingRules.findings(in: TraceReader(path: trace.path)).map(\.rule)
                .filter { $0 != "never-ended" && $0 != "starvation" }
        }
    }

    /// Task 1 holds lock 7 from 10 to 210 ms, and runs or sleeps meanwhile; task 2 waits for it from 20 ms on.
    private func hold(runs: Bool) throws {
        let (holds, wants) = (
            try trace.site("rebuild()", "T.swift", 3), try trace.site("read()", "T.swift", 8)
        )
        let inside = try trace.site("fetch()", "F.swift", 5)
        try trace.object(7, .lock, "table")
        try trace.task(1, "builder", created: 0, ended: ms(220))
        try trace.task(2, "reader", created: 0, ended: ms(230))
        try trace.mark(.lockAcquire, at: ms(10), task: 1, object: 7, site: holds, value: 1)
        if runs {
            for part in 0..<4 {
                let from = 10 + 50 * Double(part)
                try trace.step(
                    1, from: ms(from + 1), to: ms(from + 50), waited: ms(1), for: .yield, at: holds)
            }
        } else {
            try trace.step(1, from: ms(5), to: ms(11))
            try trace.step(1, from: ms(205), to: ms(211), waited: ms(194), for: .sleep, at: inside)
        }
        try trace.mark(.lockRelease, at: ms(210), task: 1, object: 7, site: holds, value: 1)
        try trace.mark(.lockAcquire, at: ms(210) + 100, task: 2, object: 7, site: wants, value: 2)
        try trace.step(
            2, from: ms(210) + 200, to: ms(212), ready: 100, waited: ms(190), for: .lock, on: 7, at: wants)
        try trace.mark(.lockRelease, at: ms(211) + 1, task: 2, object: 7, site: wants, value: 2)
    }

    @Test("A lock that is held while its holder works is a long hold, with how long others waited for it.")
    func longHold() throws {
        try hold(runs: true)
        let found = try found("long-hold")
        #expect(found.map(\.message) == ["'table' was held for 200 ms while 1 task waited for it."])
        #expect(found.first?.culprit?.sentence == "rebuild() (T.swift:3)")
        #expect(
            found.first?.evidence == [
                "It was task 1 'builder', which ran for 196 ms of that time, from 10.0 ms on.",
                "1 time somebody had to wait for it, 190 ms at most, 190 ms together.",
            ])
        #expect(try rules == ["long-hold"])
    }

    @Test(
        "A lock that is held while its holder waits itself is told as that, with what the holder waited for.")
    func acrossAwait() throws {
        try hold(runs: false)
        let found = try found("lock-across-await")
        #expect(
            found.map(\.message) == [
                "'table' was held for up to 200 ms while its holder itself waited for sleep, and others waited for it."
            ])
        #expect(found.first?.culprit?.sentence == "rebuild() (T.swift:3)")
        #expect(
            found.first?.evidence.first
                == "In the longest, task 1 'builder' waited for 194 ms and ran for 6.00 ms; it waited longest in "
                + "fetch() (F.swift:5).")
        #expect(try rules == ["lock-across-await"])
    }

    @Test(
        "A holder that is told late of having the lock, or gets no thread, is not at work and does not wait.")
    func toldLate() throws {
        try hold(runs: false)
        // It had waited for this lock from 5 ms on, and was told at 205 ms that it has it since 10.
        try trace.database.execute("UPDATE step SET reason = 24, object = 7 WHERE task = 1 AND reason = 5")
        #expect(try rules == [])
    }

    @Test("A lock for which nobody waits may be held for as long as one likes.")
    func uncontended() throws {
        let site = try trace.site("rebuild()", "T.swift", 3)
        try trace.object(7, .lock, "table")
        try trace.task(1, "builder", created: 0, ended: ms(220))
        try trace.mark(.lockAcquire, at: ms(10), task: 1, object: 7, site: site, value: 1)
        try trace.mark(.lockRelease, at: ms(210), task: 1, object: 7, site: site, value: 1)
        #expect(try rules == [])
    }

    /// Tasks that take lock 7 in turns, for 1 ms each; all others wait for it, one of them is next.
    private func takeTurns(waiting: Int) throws {
        let tasks = waiting + 2
        let site = try trace.site("count()", "C.swift", 4)
        try trace.object(7, .lock, "counter")
        for id in 1...tasks { try trace.task(Int64(id), "counter-\(id)", created: 0, ended: ms(200)) }
        for turn in 0..<90 {
            let (task, at) = (Int64(turn % tasks + 1), ms(Double(turn)))
            try trace.mark(
                .lockAcquire, at: at + 200, task: task, object: 7, site: site, value: Int64(turn + 1))
            if turn >= tasks {
                try trace.step(
                    task, from: at + 500, to: at + ms(1) + 100, ready: 300,
                    waited: ms(Double(tasks - 1)) - 100, for: .lock,
                    on: 7,
                    at: site)
            }
            try trace.mark(
                .lockRelease, at: at + ms(1), task: task, object: 7, site: site,
                value: Int64(turn + 1) | Int64(waiting) << 32)
        }
    }

    @Test("A lock that is handed from one to the next without a gap is a convoy.")
    func convoy() throws {
        try takeTurns(waiting: 2)
        let found = try found("lock-convoy")
        #expect(
            found.map(\.message) == [
                "86 of 90 holdings of 'counter' had to be waited for, though each lasts 1.00 ms: tasks queue up for it."
            ])
        #expect(found.first?.culprit?.sentence == "count() (C.swift:4)")
        #expect(
            found.first?.evidence.last == "Whenever it was released, 2.99 tasks waited for it on average.")
    }

    @Test("Where one waits at a time there is no convoy.")
    func noConvoy() throws {
        try takeTurns(waiting: 0)
        #expect(try found("lock-convoy").isEmpty)
    }

    @Test("Permits of a semaphore are waited for by design.")
    func semaphore() throws {
        try hold(runs: true)
        try trace.database.execute("UPDATE object SET kind = 6")
        #expect(try rules == [])
    }
}
