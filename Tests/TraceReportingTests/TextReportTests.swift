import Foundation
import Testing
import TraceFixtures
import TraceModel
import TraceReporting
import TraceStore

@Suite struct TextReportTests {
    let trace: TestTrace

    init() throws { trace = try TestTrace() }

    private func render(_ style: TextStyle = .plain) throws -> String {
        try TextReport(trace: TraceReader(path: trace.path), style: style).render()
    }

    @Test("The report of a shop reads as in Golden/shop.txt.")
    func golden() throws {
        try trace.fillAsShop()
        let url = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden/shop.txt")
        let text = try render()
        if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] != nil {
            try Data(text.utf8).write(to: url)
        }
        #expect(try text == String(contentsOf: url, encoding: .utf8))
    }

    @Test("The longest wait shows who awaited it, where stacks were recorded.")
    func longestWait() throws {
        try trace.fillAsShop()
        #expect(try !render().contains("Longest wait"))
        let (take, run) = (try trace.site("take()", "Q.swift", 4), try trace.site("run()", "R.swift", 9))
        try trace.stack(1, [run])
        try trace.stack(2, [take, run])
        try trace.task(50, "patient", created: 0)
        try trace.step(50, from: 0, to: 5)
        try trace.step(50, from: 1_003, to: 1_004, waited: 900, for: .sleep, at: take, stack: 2)
        try trace.step(50, from: 1_103, to: 1_105, waited: 30, for: .sleep, at: run, stack: 1)
        let text = try render()
        let section = try #require(text.firstRange(of: "Longest wait, and who awaited it"))
        let lines = text[section.upperBound...].split(separator: "\n").prefix(3).map {
            $0.split(separator: " ").joined(separator: " ")
        }
        #expect(lines == ["depth function where", "0 take() Q.swift:4", "1 run() R.swift:9"])
    }

    @Test("What names and lines are missing stands at the top.")
    func missingNames() throws {
        #expect(try !render().contains("  names"))
        try trace.database.execute(
            "INSERT INTO meta(key, value) VALUES ('symbols_note', '\(String(repeating: "No line. ", count: 20))')"
        )
        #expect(try render().contains("\n  names No line. No line."))
    }

    @Test("No line is wider than the width, whatever the width.", arguments: [60, 80, 81, 120])
    func width(_ width: Int) throws {
        try trace.fillAsShop()
        try trace.task(50, String(repeating: "长い名前", count: 40), created: 0, ended: ms(3))
        try trace.lost(1_234_567_890, .segmentsFull, from: 0, to: ms(9))
        try trace.lost(1, .writeFailed, from: 0, to: ms(9))
        for line in try render(TextStyle(width: width, hasColor: false)).split(separator: "\n") {
            #expect(DisplayText.width(String(line)) <= width, "\(line)")
        }
    }

    @Test("Without colour there is no escape sequence, not even one from a name.")
    func plain() throws {
        try trace.task(1, "evil\u{1B}[31m\u{7}\nname\u{202E}", created: 0, ended: ms(1))
        let text = try render()
        #expect(!text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" || $0.value == 0x202E })
        #expect(text.contains("evil\u{FFFD}[31m\u{FFFD}\u{FFFD}name\u{FFFD}"))
    }

    @Test("With colour the text is the same but for the colours.")
    func color() throws {
        try trace.fillAsShop()
        let colored = try render(TextStyle(width: 80, hasColor: true))
        #expect(colored.contains("\u{1B}[1m"))
        #expect(try colored.replacing(/\u{1B}\[[0-9;]*m/, with: "") == render())
    }

    @Test("An empty trace has a report: it says that there was nothing, and that nothing was lost.")
    func empty() throws {
        let text = try render()
        for sentence in ["nothing was lost", "None: no rule found trouble.", "No task was seen."] {
            #expect(text.contains(sentence))
        }
    }

    @Test("What was lost stands in the head of the report.")
    func losses() throws {
        try trace.lost(12_345, .segmentsFull, from: ms(1), to: ms(9))
        let lost = try #require(try render().split(separator: "\n").first { $0.hasPrefix("  lost") })
        #expect(lost == "  lost  12,345 events were lost: 12,345 segments_full")
    }

    @Test("The tasks that ran most come first; names keep 17 columns beside the widest numbers.")
    func tasks() throws {
        let name = "Shop.Storefront.dashboard(request:)"
        let entry = try trace.site("closure #1 in " + name, "S.swift", 1)
        try trace.task(1, "idle", created: 0, ended: ms(600_000))
        try trace.step(1, from: 0, to: ms(1))
        for id in 2...4 {
            let from = Int64(id) * ms(200_000)
            try trace.task(Int64(id), runs: entry, created: from, ended: from + ms(150_000))
            try trace.step(Int64(id), from: from, to: from + ms(150_000))
        }
        let lines = try render().split(separator: "\n").map(String.init)
        let title = try #require(lines.firstIndex { $0.contains(/name +tasks +p50/) })
        #expect(lines[title].hasSuffix("ran"))
        #expect(lines[title + 1].hasPrefix("  #1 in dashboard(…)"))
        #expect(lines[title + 1].hasSuffix(" 7.50 min"))
        #expect(lines[title + 2].hasPrefix("  idle"))
    }

    @Test("Cancelled futures are among the cancellations, but for those of cancelled tasks.")
    func cancelledFuture() throws {
        let site = try trace.site("program()", "Program.swift", 32)
        try trace.object(7, .future, "operation future")
        try trace.object(8, .future, "victim")
        try trace.task(1, "operation", created: 0)
        try trace.task(2, "victim", created: 0, ended: ms(9), outcome: .cancelled)
        try trace.mark(.futureCancel, at: ms(5), task: 1, object: 7, site: site)
        try trace.cancel(2, at: ms(6), ended: ms(9))
        try trace.mark(.futureCancel, at: ms(8), task: 2, object: 8)
        let rows = try render().split(separator: "\n").drop { $0 != "Cancellations" }.dropFirst(2)
        #expect(
            rows.prefix { !$0.contains("more: ") }.map { $0.replacing(/\s+/, with: " ") } == [
                " 5.00 ms operation future operation direct – cancelled Program.swift:32",
                " 6.00 ms victim – direct 3.00 ms cancelled –",
            ])
    }

    @Test("Waits say how many are open only if some are; a long place keeps its end.")
    func waits() throws {
        let site = try trace.site(
            "Shop.Storefront.dashboard(request:context:)",
            "Shop/\(String(repeating: "Long", count: 20))Context.swift", 19)
        try trace.task(1, created: 0)
        try trace.step(1, from: 20, to: 21, waited: 15, for: .continuation, at: site)
        let text = try render()
        #expect(!text.contains(/longest +open/))
        #expect(text.contains("Context.swift:19\n"))
        try trace.open(1, .waiting, since: 30, reason: .sleep, at: site)
        #expect(try render().contains(/longest +open/))
    }

    private func lanes(of name: String) throws -> [String] {
        let lines = try render().split(separator: "\n").map(String.init)
        return lines.drop { $0 != "Timeline" }.filter { $0.hasPrefix("  \(name) ") }
    }

    @Test("A task that is older than the trace has a lane from when it was first seen.")
    func preexisting() throws {
        try trace.task(1, "old", kind: .preexisting, created: nil)
        try trace.step(1, from: ms(50), to: ms(55))
        try trace.open(1, .waiting, since: ms(100), reason: .sleep)
        let lane = try #require(try lanes(of: "old").first)
        #expect(lane.contains(/^  old {40,46}[▄█]+·+  alive$/), "\(lane)")
    }

    @Test("Of more tasks than there are lanes, no name has more than three.")
    func mix() throws {
        for id in 1...20 { try trace.task(Int64(id), "many", created: 0, ended: ms(Double(id))) }
        for id in 21...22 { try trace.task(Int64(id), "few", created: 0, ended: 1) }
        #expect(try lanes(of: "many").count == 3)
        #expect(try lanes(of: "few").count == 2)
        #expect(try render().contains("17 tasks more;"))
    }

    @Test("Rows beyond the limit are counted.")
    func more() throws {
        for id in 1...15 { try trace.task(Int64(id), "name \(id)", created: 0, ended: Int64(id)) }
        #expect(try render().contains("5 more; all of it: SELECT * FROM task_latency"))
    }
}
