import Foundation
import ReportLibrary
import Testing
import TraceFixtures
import TraceReporting
import TraceStore

@Suite struct JSONReportTests {
    @Test("The JSON report has the content of the text report, in nanoseconds.")
    func report() throws {
        let trace = try TestTrace()
        try trace.fillAsShop()
        let text = try JSONReport(trace: TraceReader(path: trace.path)).render()
        let json = try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        #expect(
            Set(json.keys) == [
                "format", "trace", "findings", "latency", "slow_callbacks", "waits", "queues",
                "cancellations",
                "timeline", "suppressed", "unused_suppressions",
            ])
        let overview = try #require(json["trace"] as? [String: Any])
        #expect(overview["tasks"] as? Int == 7)
        #expect(overview["events_lost"] as? Int == 0)
        let slow = try #require(json["slow_callbacks"] as? [String: Any])
        let row = try #require((slow["rows"] as? [[String: Any]])?.first)
        #expect(row["max_ns"] as? Int == 1_100_000_000)
        #expect(row["line"] as? Int == 118)
        #expect((json["findings"] as? [[String: Any]])?.first?["rule"] as? String == "never-retrieved")
        let lanes = try #require((json["timeline"] as? [String: Any])?["lanes"] as? [[String: Any]])
        #expect(lanes.count == 7)
    }

    @Test("Text of any kind is quoted so that it reads back.")
    func quoting() throws {
        let text = "\"\\/\n\r\t\u{0}\u{1F}\u{7F}\u{2028}é漢👍"
        let json = JSONValue.array([.string(text), .real(.nan), .bool(true)]).text(indented: true)
        let read = try #require(JSONSerialization.jsonObject(with: Data(json.utf8)) as? [Any])
        #expect(read[0] as? String == text)
        #expect(read[1] is NSNull)
    }
}

@Suite struct ReportLibraryTests {
    @Test(
        "Every query compiles, only reads, and has a comment on top.",
        arguments: ReportLibrary.queries.map(\.name))
    func query(_ name: String) throws {
        let query = try #require(ReportLibrary.queries.first { $0.name == name })
        #expect(query.summary.hasSuffix("."))
        let statement = try TestTrace().database.prepare(query.sql)
        #expect(statement.isReadOnly)
        #expect(statement.rest.allSatisfy { $0.isWhitespace }, "one statement a file")
        #expect(!query.sql.contains(/SELECT \*/), "explicit columns")
    }

    @Test("Queries of reports and findings read views only.")
    func viewsOnly() throws {
        let tables = [
            "task", "step", "callback", "slow_callback", "queue_op", "cancellation", "mark", "gap",
            "open_task",
            "object", "site", "string", "name", "meta", "thread", "process",
        ]
        for query in ReportLibrary.queries
        where query.name.hasPrefix("report/") || query.name.hasPrefix("findings/") {
            for match in query.sql.matches(of: /(?:FROM|JOIN) (\w+)/) {
                #expect(!tables.contains(String(match.1)), "\(query.name) reads \(match.1)")
            }
        }
    }
}
