import Foundation
import ReportLibrary
import Testing
import TraceFixtures
import TraceModel
import TraceReporting
import TraceStore

/// The page as a text. What it does in a browser: `BrowserTests`.
@Suite struct HTMLReportTests {
    @Test("Every reason to wait has a colour.", arguments: WaitReason.allCases)
    func colour(_ reason: WaitReason) {
        #expect(ReportLibrary.styles.contains { $0.contains("--wait-\(reason.text):") })
        #expect(ReportLibrary.scripts.contains { $0.contains("\"\(reason.text)\"") })
    }

    @Test("The page holds its data, styles and script, and refers to nothing outside.")
    func selfContained() throws {
        let page = try Page(of: try Self.twoTasks())
        #expect(page.text.matches(of: /\{\{(policy|title|style|data|script)\}\}/).isEmpty)
        #expect(
            page.text.contains("Content-Security-Policy\" content=\"default-src 'none'; script-src 'sha256-"))
        #expect(page.text.matches(of: /<script/).count == 2)
        #expect(page.text.matches(of: /(src|href)="(?!#)/).isEmpty)
        #expect(page.text.matches(of: /https?:\/\/(?!www\.w3\.org\/2000\/svg)/).isEmpty)
    }

    @Test("The data has the tasks, their steps and the totals of the trace.")
    func data() throws {
        let page = try Page(of: try Self.twoTasks())
        #expect(page.data["duration_ns"] as? Int == 30_000_000)
        #expect(try page.taskNumbers == [1, 2])
        let kinds = try page.column("task_kinds", "name")
        #expect(try page.numbers("tasks", "kind").map { page.word(kinds[$0 ?? 0]) } == ["main", "reader"])
        // Each beginning and each end is told as the time since the one before it.
        #expect(try page.differences("tasks", "created") == [0, 1_000_000])
        #expect(try page.differences("steps", "ended") == [2_000_000, 8_000_000, 30_000_000])
        #expect(try page.differences("steps", "task") == [0, 1, 0])
        #expect(try page.numbers("steps", "run") == [2_000_000, 5_000_000, 5_000_000])
        #expect(try page.numbers("steps", "wait") == [nil, nil, 23_000_000])
        let reasons = try page.column("step_kinds", "reason")
        #expect(
            try page.numbers("steps", "kind").map { page.word(reasons[$0 ?? 0]) } == [nil, nil, "sleep"])
        #expect((page.data["exact"] as? [String: Any])?["is_whole"] as? Int == 1)
        #expect(page.data["sums"] is NSNull)
    }

    @Test(
        "A name is text on the page, whatever it contains.",
        arguments: [
            "</script><script>alert(1)</script>", "<!--", "{{script}}", "\"\\\u{8}\n", "任务 🧵", "\u{2028}",
        ])
    func hostile(_ name: String) throws {
        let trace = try TestTrace()
        try trace.task(1, name, created: 0, ended: ms(1))
        let page = try Page(of: trace)
        #expect(page.text.matches(of: /<script/).count == 2)
        #expect(page.text.matches(of: /<!--/).isEmpty)
        let words = try #require(page.data["words"] as? [String])
        #expect(words.contains(DisplayText.clean(name)))
    }

    @Test("What does not fit is left out of the timeline only, and counted.")
    func limits() throws {
        let trace = try TestTrace()
        for id in Int64(1)...10 {
            try trace.task(id, "worker", created: ms(0), ended: ms(40))
            // The higher the number, the longer.
            for part in Int64(0)..<2 {
                let ended = ms(20) * (part + 1) + id
                try trace.step(id, from: ended - id * 1000, to: ended)
            }
        }
        var limits = HTMLReport.Limits()
        limits.tasks = 4
        limits.steps = 5
        let page = try Page(of: trace, limits)
        let sentences = try #require(page.data["left_out"] as? [String])
        #expect(sentences.count == 3)
        #expect(sentences.first?.contains("4 of 10 tasks") == true)
        let shown = try page.numbers("steps", "run").count
        #expect((1...5).contains(shown))
        #expect(sentences.dropFirst().first?.contains("\(shown) of 20 steps one by one") == true)
        #expect(sentences.last?.contains("sums") == true)
        #expect(try page.taskNumbers == [7, 8, 9, 10])
        #expect((page.data["totals"] as? [String: Any])?["tasks"] as? Int == 10)
        #expect(try Page(of: trace).data["left_out"] as? [String] == [])
    }

    @Test("A callback that belongs to no task has a lane for its object.")
    func callbacks() throws {
        let trace = try Self.twoTasks()
        try trace.database.execute(
            """
            INSERT INTO object(id, kind) VALUES (7, 4);
            INSERT INTO callback(ended, run_ns, kind, thread, object) VALUES (9000000, 1000, 2, 1, 7)
            """)
        let page = try Page(of: trace)
        let callbacks = try #require(page.data["callbacks"] as? [String: Any])
        #expect(callbacks["ids"] as? [Int] == [-8])
        #expect(callbacks["names"] as? [String] == ["callbacks"])
        #expect(try page.differences("callbacks", "ended") == [9_000_000])
        #expect(try page.numbers("callbacks", "run") == [1000])
    }

    @Test("What a living task does at the end, and the wait before it, are on the page.")
    func open() throws {
        let trace = try Self.twoTasks()
        try trace.task(3, "server", created: 0)
        try trace.open(3, .running, since: ms(20), reason: .continuation, waited: ms(5), ready: ms(1))
        let page = try Page(of: trace)
        #expect(try page.numbers("open", "task").map { try page.taskNumbers[$0 ?? 0] } == [3])
        #expect(try page.numbers("open", "state").map { page.word($0) } == ["running"])
        #expect(try page.numbers("open", "reason").map { page.word($0) } == ["continuation"])
        #expect(try page.numbers("open", "since") == [20_000_000])
        #expect(try page.numbers("open", "wait") == [5_000_000])
        #expect(try page.numbers("open", "ready") == [1_000_000])
    }

    @Test(
        "Where not every step fits, every task keeps its life and its sums, and names and threads have sums over time."
    )
    func sums() throws {
        let trace = try TestTrace()
        var run: Int64 = 0
        for id in Int64(1)...40 {
            try trace.task(
                id, id % 2 == 0 ? "even" : "odd", created: ms(Double(id)), ended: ms(Double(id) + 60),
                outcome: id == 7 ? .threw : .ok)
            for part in Int64(0)..<20 {
                let ended = ms(Double(id) + 3 * Double(part + 1)) + id
                try trace.step(
                    id, from: ended - 1000 * id, to: ended, waited: part == 0 ? nil : ms(2), for: .sleep)
                run += 1000 * id
            }
        }
        var limits = HTMLReport.Limits()
        limits.steps = 200
        let page = try Page(of: trace, limits)
        #expect(try page.taskNumbers == Array(1...40))
        #expect(try page.numbers("tasks", "life") == Array(repeating: 60_000_000, count: 40))
        #expect(try page.numbers("tasks", "run_ns") == (1...40).map { 20_000 * $0 })
        let steps = try page.differences("steps", "task")
        #expect((20...200).contains(steps.count))
        // All of the task that threw.
        #expect(steps.count { $0 == 6 } == 20)
        let windows = try #require(page.data["exact"] as? [String: Any])
        #expect(windows["is_whole"] as? Int == 0)
        #expect((windows["count"] as? Int ?? 0) > 0)

        let sums = try page.sums()
        #expect(sums.keys.sorted() == ["name even", "name odd", "thread"])
        let width = Double(try #require(page.data["duration_ns"] as? Int)) / 4096 / 256
        for (subjects, expected) in [(["name even", "name odd"], run), (["thread"], run)] {
            let sum = subjects.reduce(0.0) { $0 + Double(sums[$1]?["run"]?.reduce(0, +) ?? 0) * width }
            // A part has 256 steps of height, and what there is is never nothing.
            #expect(abs(sum - Double(expected)) < 0.1 * Double(expected))
        }
        #expect(sums["name even"]?["sleep"]?.contains { $0 > 256 } == true)
    }

    @Test(
        "Where every task has a name of its own, as many get a lane as there is room for: the bad, the longest."
    )
    func manyNames() throws {
        let trace = try TestTrace()
        for id in Int64(1)...30 {
            try trace.task(
                id, "task \(id)", created: id, ended: ms(40), outcome: id == 3 ? .threw : .ok)
            try trace.step(id, from: ms(1) * id - 1000 * id, to: ms(1) * id)
        }
        var limits = HTMLReport.Limits()
        limits.taskKinds = 5
        let page = try Page(of: trace, limits)
        #expect(try page.taskNumbers == [3, 27, 28, 29, 30])
        let names = try page.column("task_kinds", "name")
        let shown = try page.numbers("tasks", "kind").map { page.word(names[$0 ?? 0]) }
        #expect(shown == [3, 27, 28, 29, 30].map { "task \($0)" })
        #expect((page.data["left_out"] as? [String])?.first?.contains("5 of 30 tasks") == true)
        #expect((page.data["exact"] as? [String: Any])?["is_whole"] as? Int == 0)
    }

    @Test(
        "What one task did to another is on the page: items that went from put to get, and requests to cancel."
    )
    func relations() throws {
        let trace = try Self.twoTasks()
        try trace.object(9, .queue, "orders")
        try trace.queue(9, .put, at: ms(1), depth: 1, item: 1, task: 1)
        try trace.queue(9, .get, at: ms(4), depth: 0, item: 1, dwell: ms(3), task: 2)
        try trace.database.execute(
            "INSERT INTO cancellation VALUES (7000000, 2, 1, 1, 0, NULL, NULL, 8000000)")
        let page = try Page(of: trace)
        #expect(try page.differences("items", "got") == [4_000_000])
        #expect(try page.numbers("items", "stay") == [3_000_000])
        #expect(try page.numbers("items", "putter") == [0])
        #expect(try page.numbers("items", "getter") == [1])
        #expect((page.data["objects"] as? [String: [Any]])?["label"] as? [String] == ["orders"])
        #expect(try page.differences("requests", "at") == [7_000_000])
        #expect(try page.numbers("requests", "task") == [1])
        #expect(try page.numbers("requests", "by") == [0])
    }

    @Test("A trace in which nothing happened has a page, too.")
    func empty() throws {
        let page = try Page(of: try TestTrace())
        #expect(try page.taskNumbers.isEmpty)
    }

    @Test("The same trace gives the same page.")
    func reproducible() throws {
        let trace = try Self.twoTasks()
        #expect(try Page(of: trace).text == (try Page(of: trace).text))
    }

    private static func twoTasks() throws -> TestTrace {
        let trace = try TestTrace()
        try trace.task(1, "main", created: 0, ended: ms(30))
        try trace.task(2, "reader", parent: 1, created: ms(1), ended: ms(8))
        try trace.step(1, from: 0, to: ms(2))
        try trace.step(2, from: ms(3), to: ms(8))
        try trace.step(1, from: ms(25), to: ms(30), waited: ms(23), for: .sleep)
        return trace
    }
}
