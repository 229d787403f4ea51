import Foundation
import Testing
import TraceFixtures
import TraceModel
import TraceReporting
import TraceStore

/// The page as a text. What it does in a browser: `BrowserTests`.
@Suite struct HTMLReportTests {
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
        let tasks = try #require(page.data["tasks"] as? [String: [Any]])
        #expect(tasks["id"] as? [Int] == [1, 2])
        let words = try #require(page.data["words"] as? [String])
        let names = try #require(tasks["name"] as? [Int])
        #expect(names.map { words[$0] } == ["main", "reader"])
        let steps = try #require(page.data["steps"] as? [String: [Any]])
        // Each end is told as the time since the end before it.
        #expect(steps["ended"] as? [Int] == [2_000_000, 6_000_000, 22_000_000])
        #expect(steps["task"] as? [Int] == [0, 1, 0])
        let reasons = try #require(steps["reason"])
        #expect(reasons.map { ($0 as? Int).map { words[$0] } } == [nil, nil, "sleep"])
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
        #expect(sentences.count == 2)
        #expect(sentences.first?.contains("4 of 10 tasks") == true)
        #expect(sentences.last?.contains("5 of 20 steps") == true)
        #expect((page.data["tasks"] as? [String: [Any]])?["id"] as? [Int] == [7, 8, 9, 10])
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
        let tasks = try #require(page.data["tasks"] as? [String: [Any]])
        #expect(tasks["id"] as? [Int] == [1, 2, -8])
        let steps = try #require(page.data["steps"] as? [String: [Any]])
        #expect(steps["task"] as? [Int] == [0, 1, 2, 0])
    }

    @Test("What a living task does at the end, and the wait before it, are on the page.")
    func open() throws {
        let trace = try Self.twoTasks()
        try trace.task(3, "server", created: 0)
        try trace.open(3, .running, since: ms(20), reason: .continuation, waited: ms(5), ready: ms(1))
        let page = try Page(of: trace)
        let tasks = try #require(page.data["tasks"] as? [String: [Any]])
        let words = try #require(page.data["words"] as? [String])
        let row = try #require((tasks["id"] as? [Int])?.firstIndex(of: 3))
        #expect((tasks["open_state"]?[row] as? Int).map { words[$0] } == "running")
        #expect((tasks["open_reason"]?[row] as? Int).map { words[$0] } == "continuation")
        #expect(tasks["open_since"]?[row] as? Int == 20_000_000)
        #expect(tasks["open_wait"]?[row] as? Int == 5_000_000)
        #expect(tasks["open_ready"]?[row] as? Int == 1_000_000)
    }

    @Test("A trace in which nothing happened has a page, too.")
    func empty() throws {
        let page = try Page(of: try TestTrace())
        #expect((page.data["tasks"] as? [String: [Any]])?["id"]?.isEmpty == true)
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

/// A rendered page, with its data read as JSON.
private struct Page {
    let text: String
    let data: [String: Any]

    init(of trace: TestTrace, _ limits: HTMLReport.Limits = HTMLReport.Limits()) throws {
        text = try HTMLReport(trace: TraceReader(path: trace.path), limits: limits).render()
        let open = try #require(text.firstRange(of: "id=\"trace-data\">"))
        let close = try #require(text[open.upperBound...].firstRange(of: "</script>"))
        let json = Data(text[open.upperBound..<close.lowerBound].utf8)
        data = try #require(try JSONSerialization.jsonObject(with: json) as? [String: Any])
    }
}
