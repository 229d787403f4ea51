import Testing
import TraceFixtures
import TraceModel
import TraceStore

@Suite("The ledgers of cancellations and objects")
struct LedgerViewTests {
    let trace: TestTrace

    init() throws { trace = try TestTrace() }

    /// A task that waits from 10 ms on, is cancelled at 20 ms, and runs again at `heard`.
    private func task(
        _ id: Int64, heard: Double?, wokenAt: Double? = nil, by thread: Int64 = 1, ended: Double? = nil,
        outcome: TaskOutcome = .ok
    ) throws {
        let shift = id * 10
        try trace.task(id, "t\(id)", created: 0, ended: ended.map { ms($0) + shift }, outcome: outcome)
        try trace.step(id, from: ms(1), to: ms(10) + shift)
        try trace.cancel(
            id, at: ms(20) + id, by: 99, delivered: heard.map { ms($0) + shift },
            ended: ended.map { ms($0) + shift })
        guard let heard, let end = ended.map({ $0 == heard ? heard : heard + 1 }), end > heard else { return }
        let woken = ms(wokenAt ?? heard) + shift
        try trace.step(
            id, from: ms(heard) + shift, to: ms(end) + shift, ready: ms(heard) + shift - woken,
            waited: woken - ms(10) - shift, for: .sleep, wokenBy: 99)
        try trace.database.execute(
            "UPDATE step SET waker_thread = \(thread) WHERE ended = \(ms(end) + shift)")
    }

    @Test("A request is honoured, late, swallowed, ignored, unnoticed or pending, as the task took it.")
    func verdicts() throws {
        try trace.task(99, "boss", created: 0)
        try task(1, heard: 21, wokenAt: 20.1, ended: 30, outcome: .cancelled)
        try task(2, heard: 21, wokenAt: 20.1, ended: 30, outcome: .threw)
        try task(3, heard: 700, ended: 800, outcome: .cancelled)
        // Its sleep was cut, and it returned.
        try task(4, heard: 21, wokenAt: 20.1, ended: 90)
        // Its sleep went on for as long as it would have, ended by another thread.
        try task(5, heard: 60, by: 2, ended: 90)
        try task(6, heard: 25, ended: 25)
        try task(7, heard: nil)
        #expect(
            try trace.lines(
                "SELECT task, label, by_name, cut_wait, reason, verdict FROM cancellation_ledger ORDER BY task"
            ) == """
                1|t1|boss|1|sleep|honoured
                2|t2|boss|1|sleep|honoured
                3|t3|boss|0|sleep|late
                4|t4|boss|1|sleep|swallowed
                5|t5|boss|0|sleep|ignored
                6|t6|boss|0|-|unnoticed
                7|t7|boss|0|-|pending
                """)
        #expect(
            try trace.lines("SELECT delivery_ns, end_ns, outcome FROM cancellation_ledger WHERE task = 4")
                == "\(ms(1) + 36)|\(ms(70) + 36)|ok")
    }

    @Test("An object tells its life, its use, its waits and its state at the end.")
    func objects() throws {
        let made = try trace.site("make()", "Shop.swift", 3)
        try trace.task(1, "one", created: 0)
        try trace.object(10, .queue, "orders", site: made, created: ms(1), ended: ms(90))
        try trace.queue(10, .put, at: ms(2), depth: 1, item: 1)
        try trace.queue(10, .put, at: ms(3), depth: 2, item: 2)
        try trace.queue(10, .get, at: ms(4), depth: 1, item: 1, dwell: ms(2))
        try trace.step(1, from: ms(7), to: ms(8), waited: ms(3), for: .queueGet, on: 10)
        try trace.step(1, from: ms(19), to: ms(20), waited: ms(9), for: .queueGet, on: 10)
        for (id, kind) in [
            (11, .event), (12, .event), (13, .lock), (14, .lock), (15, .semaphore), (16, .future),
            (17, .future), (18, .future),
        ] as [(Int64, ObjectKind)] {
            try trace.object(id, kind)
        }
        try trace.mark(.eventSet, at: ms(30), object: 11)
        try trace.mark(.eventSet, at: ms(31), object: 12)
        try trace.mark(.eventClear, at: ms(32), object: 12)
        for (at, lock, kind) in [
            (33, 13, .lockAcquire), (34, 13, .lockRelease), (35, 14, .lockAcquire), (36, 15, .lockAcquire),
            (37, 15, .lockAcquire), (38, 15, .lockRelease),
        ] as [(Double, Int64, MarkKind)] {
            try trace.mark(kind, at: ms(at), object: lock)
        }
        try trace.mark(.futureResolve, at: ms(40), object: 16)
        try trace.mark(.futureResolve, at: ms(41), object: 17, detail: 1)
        try trace.open(1, .waiting, since: ms(50), reason: .future, on: 18)
        #expect(
            try trace.lines(
                """
                SELECT kind, name, life_ns, uses, first_use, last_use, waits, wait_ns, max_wait_ns, waiting, state, line
                FROM object_ledger WHERE id = 10
                """) == "queue|orders|\(ms(89))|3|\(ms(2))|\(ms(4))|2|\(ms(12))|\(ms(9))|0|1 item|3")
        #expect(
            try trace.lines("SELECT id, state, waiting FROM object_ledger WHERE id > 10 ORDER BY id") == """
                11|set|0
                12|clear|0
                13|free|0
                14|held|0
                15|1 held|0
                16|result|0
                17|error|0
                18|pending|1
                """)
    }
}
