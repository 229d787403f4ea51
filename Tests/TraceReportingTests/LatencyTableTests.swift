import Foundation
import Testing
import TraceFixtures
import TraceModel
import TraceReporting
import TraceStore

@Suite("How long tasks and waits took")
struct LatencyTableTests {
    private func shop() throws -> (TestTrace, TraceReader) {
        let made = try TestTrace()
        try made.fillAsShop()
        return (made, try TraceReader(path: made.path))
    }

    @Test("By name they are the percentiles of the view.")
    func names() throws {
        let (_, trace) = try shop()
        let table = try LatencyTable(trace, by: .name)
        let view = try trace.rows(
            "SELECT name, p50_ns, p95_ns, p99_ns, max_ns FROM task_latency WHERE p50_ns IS NOT NULL"
        ) { row in
            "\(row.text("name") ?? "") \(["p50_ns", "p95_ns", "p99_ns", "max_ns"].map { row.integer($0) ?? 0 })"
        }
        let found = table.rows.map { row in
            "\(row.name) \(row.percentiles.map { $0 ?? 0 } + [row.distribution.longest ?? 0])"
        }
        #expect(Set(found) == Set(view) && !view.isEmpty && !table.isApproximate)
    }

    @Test(
        "By site, reason and object the waits are those of the view awaits.",
        arguments: LatencyTable.Grouping.allCases)
    func waits(_ grouping: LatencyTable.Grouping) throws {
        guard grouping != .name else { return }
        let (_, trace) = try shop()
        let table = try LatencyTable(trace, by: grouping)
        let count = try trace.database.integer("SELECT count(duration_ns) FROM awaits")
        #expect(table.rows.reduce(0) { $0 + $1.distribution.count } == count)
        let total = try trace.database.integer("SELECT sum(duration_ns) FROM awaits")
        #expect(table.rows.reduce(0) { $0 + $1.distribution.total } == total)
    }

    @Test(
        "Rows say what was waited for: a queue for put and get, tasks by their name, the place of the await.")
    func labels() throws {
        let (made, _) = try shop()
        try made.step(3, from: ms(2410), to: ms(2411), waited: ms(5), for: .queuePut, on: 100)
        try made.step(3, from: ms(2430), to: ms(2431), waited: ms(6), for: .task, on: 5)
        try made.step(3, from: ms(2440), to: ms(2441), waited: ms(7), for: .task, on: 7)
        let trace = try TraceReader(path: made.path)
        let objects = try LatencyTable(trace, by: .object).rows
        #expect(objects.first?.name == "queue 'orders'" && objects.first?.distribution.count == 5)
        #expect(objects.contains { $0.name == "task 'refund'" } && objects.contains { $0.name == "sleep" })
        let sites = try LatencyTable(trace, by: .site).rows
        #expect(sites.first?.place.line == 34 && sites.first?.reason == "queue_get")
        for grouping in LatencyTable.Grouping.allCases {
            let lines = try LatencyTable(trace, by: grouping).lines(style: .plain, limit: 30)
            #expect(lines.allSatisfy { DisplayText.width($0) <= 80 }, "\(lines)")
        }
    }

    @Test("Percentiles may be any part of a hundred, by nearest rank.")
    func percents() throws {
        #expect(LatencyTable.percents("50, 99.9") == [50, 99.9])
        for bad in ["", "0", "101", "nan", "50,", "x", "1,2,3,4,5,6,7"] {
            #expect(LatencyTable.percents(bad) == nil, "\(bad)")
        }
        let sorted = (1...1000).map(Int64.init)
        #expect(
            Percentile.exact(percent: 99.9, of: sorted) == 999
                && Percentile.exact(percent: 100.0, of: sorted) == 1000)
        #expect(Percentile.exact(percent: 0.01, of: sorted) == 1)
        for percent in [1, 50, 95, 99] as [Int64] {
            for count in [1, 2, 99, 100, 101, 12_345] as [Int64] {
                #expect(
                    Percentile.rank(percent: Double(percent), of: count)
                        == Percentile.rank(percent, of: count))
            }
        }
    }

    @Test("Many durations come from histograms, within 5 %; asked for, they are exact.")
    func approximate() throws {
        let trace = try TestTrace()
        try trace.database.execute(
            """
            INSERT INTO task(id, kind, created, ended, outcome)
            SELECT value, 1, value, value + value * 1000, 0
            FROM (WITH RECURSIVE n(value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n LIMIT 60000) SELECT value FROM n)
            """)
        let reader = try TraceReader(path: trace.path)
        let near = try LatencyTable(reader, by: .name)
        let exact = try LatencyTable(reader, by: .name, isExact: true)
        #expect(near.isApproximate && !exact.isApproximate)
        #expect(exact.rows[0].percentiles == [30_000_000, 57_000_000, 59_400_000])
        for (one, other) in zip(near.rows[0].percentiles, exact.rows[0].percentiles) {
            #expect(abs((one ?? 0) - (other ?? 0)) * 20 <= other ?? 0)
        }
        #expect(near.lines(style: .plain, limit: 3).joined().contains("≈p50"))
    }

    @Test("JSON has the buckets, and a trace without waits says so.")
    func edges() throws {
        let (_, trace) = try shop()
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(LatencyTable(trace, by: .reason).json.text().utf8))
                as? [String: Any])
        let rows = try #require(object["rows"] as? [[String: Any]])
        let buckets = try #require(rows[0]["histogram"] as? [[Int]])
        #expect(buckets.reduce(0) { $0 + $1[1] } == rows[0]["count"] as? Int)
        let none = try TestTrace()
        let empty = try TraceReader(path: none.path)
        #expect(try LatencyTable(empty, by: .site).lines(style: .plain, limit: 3) == ["No waits have ended."])
    }
}
