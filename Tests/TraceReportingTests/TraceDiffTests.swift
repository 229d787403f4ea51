import Foundation
import Testing
import TraceFixtures
import TraceModel
import TraceReporting
import TraceStore

@Suite("The difference of two traces")
struct TraceDiffTests {
    /// Requests of so many milliseconds each, half of which they wait for a lock.
    private func make(_ milliseconds: Double, failing: Int = 0, extra: String? = nil, line: Int = 5) throws
        -> TestTrace
    {
        let trace = try TestTrace()
        try trace.database.transaction {
            let handle = try trace.site("Shop.handle(_:)", "/one/Shop.swift", line)
            for index in 1...60 as ClosedRange<Int64> {
                let created = ms(100) * index
                let length = ms(milliseconds)
                try trace.task(
                    index, index == 60 ? extra ?? "request" : "request", runs: handle, created: created,
                    ended: created + length, outcome: index <= failing ? .threw : .ok)
                try trace.step(index, from: created, to: created + length / 4, at: handle)
                try trace.step(
                    index, from: created + length * 3 / 4, to: created + length - 1, waited: length / 2,
                    for: .lock,
                    on: 9, at: handle)
            }
        }
        return trace
    }

    private func profile(_ trace: TestTrace) throws -> TraceProfile {
        try TraceProfile(TraceReader(path: trace.path))
    }

    @Test("A trace does not differ from itself.")
    func same() throws {
        let profile = try profile(make(4))
        let diff = TraceDiff(profile, profile)
        #expect(diff.regressions.isEmpty && diff.rows.allSatisfy { $0.change.verdict == .same })
        #expect(
            diff.lines(style: .plain).last
                == "No regression. 3 others changed by less than 25 %, 100 µs or chance; 0 were too few on one side"
                || diff.lines(style: .plain).joined().contains("No regression."))
    }

    @Test(
        "Names, runs and waits that got slower are told with their function; edited lines distinguish nothing."
    )
    func slower() throws {
        let diff = TraceDiff(try profile(make(4)), try profile(make(8, line: 50)))
        #expect(Set(diff.regressions.map(\.key.group)) == [.tasks, .runs, .waits])
        let wait = try #require(diff.regressions.first { $0.key.group == .waits })
        #expect(wait.key.name == "Shop.handle(_:)" && wait.key.file == "Shop.swift" && wait.after.line == 50)
        #expect(wait.before.durations.count == 60 && wait.before.wait == 60 * ms(2))
        // What changed most comes first: the tasks as a whole.
        #expect(diff.rows[0].key.group == .tasks)
        let text = diff.lines(style: .plain)
        #expect(
            text.contains { $0.hasPrefix("Slower (3)") } && text.allSatisfy { DisplayText.width($0) <= 80 })
        #expect(TraceDiff(diff.after, diff.before).regressions.isEmpty)
    }

    @Test("What throws more often is a regression, new and gone names are not.")
    func others() throws {
        let diff = TraceDiff(
            try profile(make(4, extra: "old <b>")), try profile(make(4, failing: 40, extra: "new\u{1B}[1m")))
        #expect(diff.regressions.map(\.key.name) == ["request"] && diff.regressions[0].failsMore)
        #expect(diff.rows(.new).map(\.key.name) == ["new\u{1B}[1m"])
        #expect(diff.rows(.gone).map(\.key.name) == ["old <b>"])
        let text = diff.lines(style: .plain).joined(separator: "\n")
        #expect(
            text.contains("Throw more often (1)") && text.contains("0 of 59") && text.contains("40 of 59"))
        #expect(!text.contains("\u{1B}"))
    }

    @Test("JSON and CSV have every row, with counts, percentiles, run, ready and wait of both.")
    func exports() throws {
        let diff = TraceDiff(try profile(make(4)), try profile(make(8)))
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(diff.json.text().utf8)) as? [String: Any])
        let rows = try #require(object["rows"] as? [[String: Any]])
        #expect(rows.count == diff.rows.count && rows.count == diff.table.rows.count)
        let tasks = try #require(rows.first { $0["group"] as? String == "tasks" })
        #expect(tasks["before_count"] as? Int == 60 && tasks["verdict"] as? String == "slower")
        #expect(tasks["after_wait_ns"] as? Int64 == 60 * ms(4))
    }

    @Test("The numbers are those of the views.")
    func views() throws {
        let made = try make(4)
        let entry = try #require(try profile(made).entries.first { $0.key.group == .tasks }?.value)
        let trace = try TraceReader(path: made.path)
        let row = try #require(
            try trace.rows("SELECT count, total_ns, run_ns, wait_ns, p95_ns FROM task_latency") { row in
                ["count", "total_ns", "run_ns", "wait_ns", "p95_ns"].map { row.integer($0) ?? 0 }
            }.first)
        #expect([entry.count, entry.durations.total, entry.run, entry.wait] == Array(row.prefix(4)))
        let p95 = try #require(entry.durations.percentile(95))
        #expect(abs(p95 - row[4]) * 20 <= row[4])
    }
}
