import Testing
import TraceFixtures
import TraceModel
import TraceReporting
import TraceStore

/// Rules on the shapes that tasks make, on event loops, and on the tracer itself.
@Suite struct FindingShapeTests {
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

    @Test("Tasks that become more and more are a leak of the place that makes them.")
    func leak() throws {
        for number in 1...160 {
            try trace.task(Int64(number), createdAt: work, created: ms(Double(number)))
        }
        try trace.mark(.mark, at: ms(161))
        #expect(
            try messages("task-leak") == [
                "160 tasks of 160 made at work() (W.swift:5) were alive at the end, and they became more and more."
            ])
    }

    @Test("Tasks that end, or that were made at the start, or that are few, are no leak.")
    func noLeak() throws {
        let (start, brief) = (
            try trace.site("start()", "S.swift", 1), try trace.site("brief()", "B.swift", 1)
        )
        for number in 1...160 {
            let at = Double(number)
            try trace.task(Int64(number), createdAt: start, created: ms(at / 100))
            try trace.task(Int64(1000 + number), createdAt: brief, created: ms(at), ended: ms(at + 40))
            if number % 4 == 0 { try trace.task(Int64(2000 + number), createdAt: work, created: ms(at)) }
        }
        try trace.mark(.mark, at: ms(161))
        #expect(try messages("task-leak").isEmpty)
    }

    @Test("A thousand tasks of a few microseconds each are tiny; with work or waits they are not.")
    func tiny() throws {
        let (longer, waits) = (
            try trace.site("longer()", "L.swift", 1), try trace.site("waits()", "S.swift", 1)
        )
        for number in 1...1000 {
            let at = Int64(number) * 1_000_000
            let id = Int64(number) * 3
            try trace.task(id, createdAt: work, created: at, ended: at + 9000)
            try trace.step(id, from: at + 2000, to: at + 7000)
            try trace.task(id + 1, createdAt: longer, created: at, ended: at + 90_000)
            try trace.step(id + 1, from: at + 2000, to: at + 70_000)
            try trace.task(id + 2, createdAt: waits, created: at, ended: at + 90_000)
            try trace.step(id + 2, from: at + 2000, to: at + 3000)
            try trace.step(id + 2, from: at + 4000, to: at + 5000, waited: 10, for: .sleep)
        }
        #expect(
            try messages("tiny-tasks") == [
                "1,000 tasks made at work() (W.swift:5) ran for 5.00 µs each, once, and ended."
            ])
    }

    /// Ten children of task 1 of 20 ms each, which mostly wait; so long apart.
    private func children(apart gap: Double, awaited: Bool) throws {
        try trace.task(1, "importer", created: 0)
        for number in 0..<10 {
            let (id, from) = (Int64(number + 10), 100 + Double(number) * (20 + gap))
            try trace.task(
                id, "request", kind: .unstructured, parent: 1, createdAt: work, created: ms(from),
                ended: ms(from + 20))
            try trace.step(id, from: ms(from), to: ms(from + 1))
            try trace.step(id, from: ms(from + 19), to: ms(from + 20) - 10, waited: ms(18), for: .sleep)
            guard awaited else { continue }
            try trace.step(
                1, from: ms(from + 20), to: ms(from + 20) + 1000, waited: ms(20), for: .task, on: id,
                wokenBy: id)
        }
    }

    @Test("Children that are awaited one after the other could have run at once.")
    func lockStep() throws {
        try children(apart: 0.1, awaited: true)
        let found = try findings("lock-step")
        #expect(
            found.map(\.message) == [
                "10 children made at work() (W.swift:5) ran one after the other, for 200 ms: each was awaited before the "
                    + "next was made."
            ])
        #expect(found.first?.severity == .note)
    }

    @Test(
        "Children that nobody awaits, or that are made now and then, are not in lock-step.",
        arguments: [true, false])
    func noLockStep(isAwaited: Bool) throws {
        try children(apart: isAwaited ? 30 : 0.1, awaited: isAwaited)
        #expect(try messages("lock-step").isEmpty)
    }

    @Test("A late timer blames what had the loop; one that is a little late is none.")
    func timerDrift() throws {
        let tick = try trace.site("tick()", "T.swift", 1)
        try trace.object(7, .eventLoop, "drawing")
        for number in 0..<3 {
            let from = Double(10 + number * 30)
            try trace.callback(.handle, from: ms(from), to: ms(from + 30), object: 7, site: work)
        }
        try trace.mark(.timerLate, at: ms(101), object: 7, site: tick, value: ms(80))
        try trace.mark(.timerLate, at: ms(301), object: 7, site: tick, value: ms(20))
        let found = try findings("timer-drift")
        #expect(
            found.map(\.message) == [
                "A timer set at tick() (T.swift:1) had its turn 80.0 ms late: work() (W.swift:5) had the loop."
            ])
        #expect(found.first?.evidence.first?.contains("1 time,") == true)
    }

    @Test("A slow round of a loop blames the callbacks of which it had most, and is no slow callback.")
    func slowIteration() throws {
        try trace.object(7, .eventLoop, "drawing")
        for number in 0..<12 {
            let from = Double(10 + number * 10)
            try trace.callback(.handle, from: ms(from), to: ms(from + 10), object: 7, site: work)
        }
        try trace.slow(
            at: ms(131), took: ms(120), threshold: ms(100), task: nil, site: nil,
            message: "Iteration of 12 callbacks took 0.120 seconds")
        try trace.database.execute("UPDATE slow_callback SET object = 7")
        let found = try findings("slow-iteration")
        #expect(
            found.map(\.message) == [
                "'drawing' took up to 120 ms for one round of callbacks, none of which was slow by itself."
            ])
        #expect(found.first?.culprit?.function == "work()")
        #expect(try messages("slow-callback").isEmpty)
    }

    @Test("A call from the wrong thread is an error.")
    func wrongThread() throws {
        try trace.object(7, .eventLoop, "chat")
        try trace.mark(.wrongThread, at: 5, object: 7, site: work, text: "refused")
        let found = try findings("wrong-thread")
        #expect(
            found.map(\.message) == [
                "work() (W.swift:5) called 'chat' from a thread that is not its own, 1 time."
            ])
        #expect(found.first?.severity == .error)
    }

    @Test("What recording took is told when it weighs.")
    func overhead() throws {
        try trace.task(1, "benchmark", created: 0)
        try trace.step(1, from: 0, to: ms(1000))
        try trace.insert("meta", ["key": "records", "value": 20_000_000])
        try trace.database.execute("INSERT INTO meta VALUES ('record_ns', 10.0)")
        #expect(try messages("overhead").isEmpty)
        try trace.database.execute("UPDATE meta SET value = 20.0 WHERE key = 'record_ns'")
        #expect(
            try messages("overhead") == [
                "Recording took about 400 ms of the program's threads, 40 % of the 1.00 s that tasks ran."
            ])
    }
}
