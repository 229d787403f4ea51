import Testing
import TraceFixtures
import TraceModel
import TraceStore

/// What the views of timeouts and shields show of a trace made by hand.
@Suite struct TimeoutViewTests {
    let trace: TestTrace

    init() throws { trace = try TestTrace() }

    @Test("A timeout shows whose it was, how long it had, whether it came, and whom it cancelled.")
    func timeouts() throws {
        let place = try trace.site("fetch()", "App/Fetch.swift", 8)
        try trace.task(1, "fetcher", created: 0)
        try trace.task(2, kind: .asyncLet, parent: 1, created: 20)
        try trace.object(10, .timeout, "expired", site: place, created: 10, ended: 90)
        try trace.mark(.timeoutReschedule, at: 15, task: 1, object: 10, value: 50, detail: 1)
        try trace.mark(.timeoutReschedule, at: 30, task: 2, object: 10, value: 55, detail: 0)
        try trace.mark(.timeoutExpire, at: 85, task: 2, object: 10, value: 55)
        try trace.object(11, .timeout, "unlimited", created: 20)
        try trace.mark(.timeoutReschedule, at: 25, task: 1, object: 11, value: -1, detail: 1)
        try trace.object(12, .timeout, "idle", created: 30, ended: 40)
        try trace.object(13, .timeout, "finished", created: 35, ended: 60)
        try trace.mark(.timeoutReschedule, at: 40, task: 1, object: 13, value: 100, detail: 1)
        try trace.object(14, .event, "no timeout", created: 35)
        #expect(
            try trace.lines(
                """
                SELECT name, created, entered, ended, task_name, delay_ns, reschedules, expired, cancelled_task,
                  outcome, function, line
                FROM timeouts ORDER BY id
                """) == """
                    expired|10|15|90|fetcher|50|1|85|2|expired|fetch()|8
                    unlimited|20|25|-|fetcher|-|0|-|-|active|-|-
                    idle|30|-|-|-|-|0|-|-|created|-|-
                    finished|35|40|60|fetcher|100|0|-|-|finished|-|-
                    """)
    }

    @Test("A cancelled shield shows who was spared, and who had asked.")
    func spared() throws {
        try trace.task(1, "boss", created: 0)
        try trace.object(10, .future, "saving")
        try trace.object(11, .future, "shield of saving")
        try trace.mark(.shieldSpare, at: 5, task: 1, object: 10, value: 11)
        #expect(
            try trace.lines(
                "SELECT at, future, future_name, shield, shield_name, by_task, by_name FROM spared_cancellations"
            )
                == "5|10|saving|11|shield of saving|1|boss")
    }
}
