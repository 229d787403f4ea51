import Foundation
import Testing
import TraceFixtures
import TraceReporting
import TraceStore

/// A trace with more tasks and more names than a report can show.
@Suite struct LargeTraceTests {
    private static let tasks = 60_000
    private static let names = 5_000

    /// Task i of name i % 5000 takes i microseconds; the name 'busy' has as many tasks as all others.
    private func make() throws -> TestTrace {
        let trace = try TestTrace()
        try trace.database.transaction {
            try trace.database.execute(
                """
                INSERT INTO string(id, text) SELECT value + 10, 'name ' || value
                FROM (WITH RECURSIVE n(value) AS (SELECT 0 UNION ALL SELECT value + 1 FROM n LIMIT \(Self.names))
                  SELECT value FROM n);
                INSERT INTO string(id, text) VALUES (9, 'busy');
                INSERT INTO task(id, kind, name, created, ended, outcome, run_ns, steps)
                SELECT value, 1, iif(value % 2 = 0, 9, 10 + value % \(Self.names)), value, value + value * 1000,
                  value % 3 = 0, value, 0
                FROM (WITH RECURSIVE n(value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n LIMIT \(Self.tasks))
                  SELECT value FROM n)
                """)
            var histograms: [Int64: DurationHistogram] = [:]
            for id in 1...Int64(Self.tasks) {
                let name = id % 2 == 0 ? 9 : 10 + id % Int64(Self.names)
                histograms[name, default: DurationHistogram()].add(id * 1000)
            }
            let insert = try trace.database.prepare("INSERT INTO task_histogram VALUES (?1, ?2, ?3)")
            for (name, histogram) in histograms {
                for (bucket, count) in histogram.buckets {
                    for (index, value) in [name, bucket, count].enumerated() {
                        try insert.bind(value, at: index + 1)
                    }
                    try insert.run()
                }
            }
        }
        return trace
    }

    @Test("Percentiles of many tasks come from histograms and say so; asked for, they are exact.")
    func percentiles() throws {
        let made = try make()
        let trace = try TraceReader(path: made.path)
        let exact = try trace.rows("SELECT p50_ns, p95_ns, p99_ns FROM task_latency WHERE name = 'busy'") {
            row in
            ["p50_ns", "p95_ns", "p99_ns"].map { row.integer($0) ?? 0 }
        }
        func latency(isExact: Bool) throws -> (percentiles: [Int64], says: String) {
            let text = try JSONReport(trace: trace, isExact: isExact).render()
            let report = try #require(
                try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
            let section = try #require(report["latency"] as? [String: Any])
            let rows = try #require(section["rows"] as? [[String: Any]])
            let row = try #require(rows.first { $0["name"] as? String == "busy" })
            return (
                ["p50_ns", "p95_ns", "p99_ns"].map { (row[$0] as? Int).map(Int64.init) ?? 0 },
                section["percentiles"] as? String ?? ""
            )
        }
        let (near, exactly) = (try latency(isExact: false), try latency(isExact: true))
        #expect(exactly.percentiles == exact.first)
        #expect(exactly.says == "exact")
        #expect(near.says == "within 5 %")
        #expect(near.percentiles != exactly.percentiles)
        for (one, other) in zip(near.percentiles, exactly.percentiles) {
            #expect(Double((one - other).magnitude) <= 0.05 * Double(other))
        }
        let text = try TextReport(trace: trace, style: .plain).render()
        #expect(text.contains("≈p50"))
        #expect(text.contains("≈ within 5 %, from histograms; exact: report --exact"))
        #expect(try !TextReport(trace: trace, style: .plain, isExact: true).render().contains("≈"))
    }

    @Test("However many names and tasks there are, the report stays short and the page small.")
    func bounded() throws {
        let made = try make()
        let trace = try TraceReader(path: made.path)
        let text = try TextReport(trace: trace, style: .plain).render()
        #expect(text.split(separator: "\n").count < 120)
        #expect(text.contains("4,991 more") || text.contains("2,491 more"))
        var limits = HTMLReport.Limits()
        (limits.tasks, limits.steps, limits.rows) = (100, 100, 50)
        let page = try HTMLReport(trace: trace, limits: limits).render()
        #expect(page.utf8.count < 300_000)
        #expect(page.contains("The timeline has 100 of 60,000 tasks"))
    }

    @Test("The timeline is a mix of names even where those that ran most are all of one.")
    func mix() throws {
        let trace = try make()
        // So that all tasks that are kept as the most busy are of this name.
        try trace.database.execute("UPDATE task SET outcome = 0, run_ns = iif(name = 9, 1000000 + id, 1)")
        let report = try TraceReport(TraceReader(path: trace.path))
        #expect(report.timeline.lanes.count == 16)
        #expect(report.timeline.lanes.count { $0.label == "busy" } == 3)
    }

    @Test("What a query does not ask of the trace as a whole is not counted.")
    func countsNothing() throws {
        let made = try TestTrace()
        let trace = try TraceReader(path: made.path)
        let plan = try trace.rows("EXPLAIN QUERY PLAN SELECT state, is_flight FROM trace") {
            $0.text("detail") ?? ""
        }
        #expect(!plan.isEmpty)
        #expect(!plan.contains { $0.contains("task") || $0.contains("step") })
    }

    @Test("What is told of a trace without going through its tasks is what its report tells.")
    func overview() throws {
        for isLarge in [false, true] {
            let made = try isLarge ? make() : TestTrace()
            if !isLarge { try made.fillAsShop() }
            let trace = try TraceReader(path: made.path)
            let report = try TraceReport(trace).overview
            #expect(try TraceOverview(trace) == report)
            #expect(report.tasks > report.failed)
        }
    }
}
