import Foundation
import Testing
import TraceFixtures
import TraceModel
import TraceReporting
import TraceStore

@Suite("Why a task took so long")
struct TaskWhyTests {
    let made: TestTrace
    let trace: TraceReader

    init() throws {
        made = try TestTrace()
        try made.fillAsShop()
        trace = try TraceReader(path: made.path)
    }

    private func why(_ task: Int64) throws -> TaskWhy { try #require(try TaskWhy(trace, task: task)) }

    @Test("Run, ready, wait and what is not known are its life.")
    func sums() throws {
        let refund = try why(5)
        #expect(refund.account.run == ms(16) && refund.account.ready == ms(1054) && refund.account.wait == 0)
        #expect(refund.unknown == 0 && refund.duration == ms(1070))
        // Task 6 ran to 790 ms and waited from 790 to 1795.
        let report = try why(6)
        #expect(report.account.wait == ms(1005) && report.account.ready == ms(6))
        for task in 1...7 as ClosedRange<Int64> {
            let why = try why(task)
            let known = why.account.run + why.account.ready + why.account.wait
            #expect(known + why.unknown == why.duration, "task \(task)")
            #expect(why.path.segments.reduce(0) { $0 + $1.duration } == why.duration, "task \(task)")
        }
    }

    @Test("It says what it waited for, who woke it, and how much is not known.")
    func text() throws {
        let text = try why(2).lines(style: .plain)
        #expect(text[0] == "'worker-1' took 2.40 s")
        #expect(
            text.contains {
                $0.contains("queue_get") && $0.contains("queue 'orders'") && $0.contains("Worker.swift:34")
            })
        #expect(text.contains { $0.hasPrefix("  unknown") })
        #expect(text.allSatisfy { DisplayText.width($0) <= 80 })
        let main = try why(1).lines(style: .plain)
        #expect(main[0] == "'main' has not ended after 2.40 s")
        #expect(main.contains { $0.contains("+ it still waits") })
    }

    @Test("Names are data: control characters do not reach the terminal, and no line is too long.")
    func hostile() throws {
        let long = String(repeating: "very ", count: 200)
        try made.task(20, "\u{1B}[31m<script>\n\(long)", created: 0, ended: ms(10))
        try made.object(300, .event, "\u{07}\(long)")
        try made.step(20, from: ms(1), to: ms(2) + 7)
        try made.step(20, from: ms(8), to: ms(10) + 7, waited: ms(6), for: .event, on: 300, wokenBy: 20)
        try made.task(21, "", created: 0, ended: ms(10))
        for task in [20, 21] as [Int64] {
            let text = try why(task).lines(style: .plain)
            #expect(text.allSatisfy { DisplayText.width($0) <= 80 })
            #expect(!text.joined().contains { $0 == "\u{1B}" || $0 == "\u{07}" || $0 == "\n" })
        }
    }

    @Test("Steps that are not there are unknown time, and it is said why.")
    func unknown() throws {
        try made.task(30, "lossy", created: ms(100), ended: ms(400))
        try made.step(30, from: ms(390), to: ms(400))
        try made.lost(7, .segmentsFull, from: ms(150), to: ms(200))
        let lossy = try why(30)
        #expect(lossy.unknown == ms(290) && lossy.path.unknown == ms(290))
        let text = lossy.lines(style: .plain)
        #expect(text.contains("  unknown: 290 ms of it: records were lost"))
        try made.database.execute("INSERT INTO meta VALUES ('details_from', \(ms(390)))")
        #expect(
            try why(30).lines(style: .plain).contains {
                $0.contains("details were dropped, records were lost")
            })
    }

    @Test("JSON and CSV have the same segments, with their function and line.")
    func exports() throws {
        let why = try why(2)
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(why.json.text().utf8)) as? [String: Any])
        let path = try #require(object["path"] as? [String: Any])
        let segments = try #require(path["longest_segments"] as? [[String: Any]])
        #expect(segments.count == why.path.segments.count && why.table.rows.count == segments.count)
        #expect(segments.reduce(0) { $0 + ($1["duration_ns"] as? Int64 ?? 0) } == why.duration)
        #expect(
            segments.contains { $0["line"] as? Int == 34 && $0["file"] as? String == "Shop/Worker.swift" })
        #expect(object["unknown_ns"] as? Int64 == why.unknown)
    }

    @Test(
        "A task is meant by its number, or by a name that only one bears; otherwise it is said what there is."
    )
    func choice() throws {
        #expect(try TaskChoice("5", in: trace) == .task(5))
        #expect(try TaskChoice("refund", in: trace) == .task(5))
        // By the function that it runs, as it is shown.
        #expect(try TaskChoice("closure #1 in Shop.App.report()", in: trace) == .task(6))
        #expect(
            try TaskChoice("closure #1 @Sendable () async -> () in Shop.App.report()", in: trace) == .task(6))
        try made.task(40, "refund", created: 0, ended: ms(2))
        #expect(
            try TaskChoice("refund", in: trace)
                == .unclear(
                    "2 tasks are called 'refund', the longest of them 5 (1.07 s), 40 (2.00 ms): give the number of one."
                ))
        try made.database.execute(
            "INSERT INTO task_total VALUES ((SELECT id FROM string WHERE text = 'worker-1'), 0, 1, 0, 0, 1, 1, 1, 1, 1, 1, 1)"
        )
        #expect(
            try TaskChoice("worker", in: trace) == .unclear("No task is called 'worker': is it 'worker-1'?"))
        #expect(
            try TaskChoice("9%9\u{1B}", in: trace)
                == .unclear(
                    "No task is called '9%9\u{FFFD}': 'task-trace tasks' and 'SELECT id, label FROM tasks' list them."
                ))
        #expect(
            try TaskChoice("77", in: trace)
                == .unclear(
                    "There is no task 77: 'task-trace tasks' and 'SELECT id, label FROM tasks' list them."))
    }
}
