import Testing
import TraceFixtures
import TraceModel
import TraceReporting
import TraceStore

/// Actors, conditions and continuations that tasks wait for.
@Suite struct ActorFindingTests {
    let trace: TestTrace

    init() throws { trace = try TestTrace() }

    private func found(_ rule: String) throws -> [Finding] {
        try FindingRules.findings(in: TraceReader(path: trace.path), only: rule)
    }

    /// Tasks that run on actor 9 one after the other, for `run` ms of each 4 ms, after 20 ms of waiting for it.
    private func call(run: Double) throws {
        let site = try trace.site("book(_:)", "Ledger.swift", 7)
        try trace.object(9, .actor, "App.Ledger")
        for id in 1...5 { try trace.task(Int64(id), "clerk-\(id)", created: 0, ended: ms(300)) }
        for call in 0..<40 {
            let from = 30 + 4 * Double(call)
            try trace.step(
                Int64(call % 5 + 1), from: ms(from), to: ms(from + run), waited: ms(20), for: .actor, on: 9,
                at: site)
        }
    }

    @Test("An actor that is busy all the time, so that others queue up, is hot.")
    func hot() throws {
        try call(run: 3.5)
        let found = try found("hot-actor")
        #expect(
            found.map(\.message) == [
                "'App.Ledger' was so busy that 40 calls of it had to wait, 20.0 ms at most."
            ])
        #expect(found.first?.culprit?.sentence == "book(_:) (Ledger.swift:7)")
        #expect(
            found.first?.evidence.first
                == "They waited 800 ms together, and ran there for 140 ms within 180 ms.")
    }

    @Test("An actor that is hardly busy is not the one that others wait for.")
    func cool() throws {
        try call(run: 0.1)
        #expect(try found("hot-actor").isEmpty)
    }

    /// 600 hops of task 1 between two actors, with this in the middle.
    private func hop(pausing: Bool) throws {
        let (one, other) = (try trace.site("paint()", "P.swift", 3), try trace.site("paint()", "P.swift", 4))
        try trace.object(8, .actor, "App.Palette")
        try trace.object(9, .actor, "App.Canvas")
        try trace.task(1, "painter", created: 0, ended: ms(100))
        var at = ms(1)
        for hop in 0..<600 {
            if hop == 300, pausing { at += ms(1) }
            try trace.step(
                1, from: at + 20_000, to: at + 22_000, waited: 20_000, for: .actor,
                on: hop.isMultiple(of: 2) ? 8 : 9,
                at: hop.isMultiple(of: 2) ? one : other)
            at += 22_000
        }
    }

    @Test("A task that goes back and forth hundreds of times is found, with how long the way took.")
    func hopping() throws {
        try hop(pausing: false)
        let found = try found("actor-hopping")
        #expect(
            found.map(\.message) == [
                "Task 1 'painter' went 600 times between 'App.Canvas' and 'App.Palette', doing nothing else: the way "
                    + "took 12.0 ms."
            ])
        #expect(found.first?.culprit?.sentence == "paint() (P.swift:3)")
    }

    @Test("A task that waits for something else in between goes to actors as often as it has to.")
    func visiting() throws {
        try hop(pausing: true)
        #expect(try found("actor-hopping").isEmpty)
    }

    /// 20 tasks that wait for condition 7 ten times, and run for this long when they are woken.
    private func wake(run: Int64) throws {
        let (waits, tells) = (try trace.site("buy()", "S.swift", 3), try trace.site("sell()", "S.swift", 9))
        try trace.object(7, .condition, "changed")
        for id in 1...20 { try trace.task(Int64(id), "buyer-\(id)", created: 0, ended: ms(100)) }
        for round in 1...10 {
            let at = ms(5 * Double(round))
            try trace.mark(.conditionNotify, at: at, object: 7, site: tells, value: 20)
            for id in 1...20 {
                let began = round == 1 ? 0 : ms(5 * Double(round - 1)) + Int64(id) + run
                try trace.step(
                    Int64(id), from: at + Int64(id), to: at + Int64(id) + run, waited: at + Int64(id) - began,
                    for: .condition, on: 7, at: waits)
            }
        }
    }

    @Test("A condition that wakes twenty who all wait again is a thundering herd.")
    func herd() throws {
        try wake(run: 2_000)
        let found = try found("thundering-herd")
        #expect(
            found.map(\.message) == [
                "'changed' wakes up to 20 tasks at once, of which nearly all wait again: 180 of 200 wake-ups were for "
                    + "nothing."
            ])
        #expect(found.first?.culprit?.sentence == "sell() (S.swift:9)")
    }

    @Test("Where those who are woken have something to do, many may be woken at once.")
    func workers() throws {
        try wake(run: 2_000_000)
        #expect(try found("thundering-herd").isEmpty)
    }

    @Test("A wait for a continuation that is not over is told beside those at the same place that are.")
    func continuation() throws {
        let site = try trace.site("look(up:)", "L.swift", 5)
        try trace.task(1, "search", created: 0)
        try trace.task(2, "search", created: 0, ended: ms(9))
        try trace.step(2, from: ms(5), to: ms(6), waited: ms(3), for: .continuation, at: site)
        try trace.open(1, .waiting, since: ms(20), reason: .continuation, at: site)
        try trace.mark(.mark, at: ms(320))
        let leaked = try found("leaked-continuation")
        #expect(
            leaked.map(\.message) == [
                "Task 1 'search' waited for a continuation for 300 ms up to the end: nothing had resumed it."
            ])
        #expect(leaked.first?.severity == .warning)
        #expect(leaked.first?.evidence.last == "1 other wait there took up to 3.00 ms.")
        // Killed: it may have been about to go on.
        try trace.database.execute("UPDATE meta SET value = 'recovered' WHERE key = 'state'")
        #expect(try found("leaked-continuation").map(\.severity) == [.note])
        try trace.database.execute("UPDATE meta SET value = 'live' WHERE key = 'state'")
        #expect(try found("leaked-continuation").isEmpty)
        try trace.database.execute("UPDATE meta SET value = 'closed' WHERE key = 'state'")
        try trace.step(2, from: ms(200), to: ms(201), waited: ms(100), for: .continuation, at: site)
        #expect(try found("leaked-continuation").isEmpty, "others there take as long")
    }

    @Test(
        "A notification that came before the wait, and woke nobody, is lost; one that woke somebody is not.")
    func lostWakeUp() throws {
        let (waits, tells) = (
            try trace.site("read()", "R.swift", 3), try trace.site("deliver()", "D.swift", 8)
        )
        try trace.object(7, .condition, "arrived")
        try trace.task(1, "reader", created: 0)
        try trace.mark(.conditionNotify, at: ms(18), object: 7, site: tells, value: 0)
        try trace.open(1, .waiting, since: ms(20), reason: .condition, on: 7, at: waits)
        try trace.mark(.mark, at: ms(320))
        let lost = try found("lost-wake-up")
        #expect(
            lost.map(\.message) == [
                "Task 1 'reader' waited for 'arrived' to the end: it was notified 2.00 ms before, when nobody waited, and "
                    + "not again."
            ])
        #expect(lost.first?.culprit?.sentence == "read() (R.swift:3)")
        #expect(
            lost.first?.evidence.first == "Notified at 18.0 ms in deliver() (D.swift:8), which woke nobody.")
        try trace.database.execute("UPDATE mark SET a = 1 WHERE kind = 38")
        #expect(try found("lost-wake-up").isEmpty)
    }

    @Test(
        "A task that goes on after its cancellation has ended its sleep has swallowed it; one that was not told has not."
    )
    func swallowed() throws {
        let (sleeps, works) = (try trace.site("poll()", "P.swift", 3), try trace.site("ask()", "P.swift", 9))
        try trace.task(1, "poller", created: 0, ended: ms(900))
        try trace.step(
            1, from: ms(100) + 2000, to: ms(101), ready: 1000, waited: ms(80), for: .sleep, at: sleeps,
            wokenBy: 2)
        try trace.step(1, from: ms(899), to: ms(900), waited: ms(798), for: .task, on: 3, at: works)
        try trace.cancel(1, at: ms(100) - 5, by: 2, delivered: ms(100) + 2000, ended: ms(900))
        // Who cancelled is who woke.
        try trace.database.execute("UPDATE cancellation SET by_thread = 2")
        let swallowed = try found("swallowed-cancellation")
        #expect(
            swallowed.map(\.message) == [
                "'poller' went on for 800 ms after its cancellation had ended its wait for sleep, and ended without an "
                    + "error."
            ])
        #expect(swallowed.first?.culprit?.sentence == "poll() (P.swift:3)")
        #expect(try found("slow-cancellation").isEmpty)
        try trace.database.execute("UPDATE cancellation SET by_thread = 1")
        #expect(try found("swallowed-cancellation").isEmpty)
        #expect(try found("slow-cancellation").first?.culprit?.sentence == "ask() (P.swift:9)")
    }
}
