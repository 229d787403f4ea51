internal import Foundation
internal import ReportLibrary
package import TraceStore

/// What a trace says about itself: format, facts of the recorder, sizes, losses.
package struct TraceInfo: Sendable {
    package let overview: TraceOverview
    package let format: Int64
    package let facts: [(key: String, value: SQLiteValue)]
    package let tables: [(name: String, rows: Int64)]
    package let fileBytes: Int64
    package let walBytes: Int64
    /// One for each process.
    package let runtimes: [RuntimeDescription]

    package init(_ trace: TraceReader) throws {
        overview = try TraceOverview(trace)
        format = try trace.database.integer("PRAGMA user_version")
        facts = try QueryTable(ReportLibrary.sql("info/facts"), in: trace).rows.map { ($0[0].text, $0[1]) }
        tables = try trace.rows(ReportLibrary.sql("info/tables")) { row in
            (row.text("name") ?? "", row.integer("rows") ?? 0)
        }
        runtimes = try RuntimeDescription.all(in: trace)
        fileBytes = Self.size(trace.path)
        walBytes = Self.size(trace.path + "-wal")
    }

    package func text(_ style: TextStyle) -> String {
        var lines = OverviewText(overview: overview, style: style).lines
        lines += ["", style.paint("File", .heading)]
        lines += RuntimeDescription.table(
            [("format", "\(format)"), ("size", "\(Units.count(fileBytes)) bytes")]
                + (walBytes > 0 ? [("not yet merged (-wal)", "\(Units.count(walBytes)) bytes")] : [])
                + tables.map { ($0.name, Units.count($0.rows)) }, style)
        lines += ["", style.paint("Recorder", .heading)]
        lines += RuntimeDescription.table(facts.map { ($0.key, $0.value.text) }, style)
        for runtime in runtimes { lines += [""] + runtime.lines(style) }
        return lines.joined(separator: "\n") + "\n"
    }

    package var json: JSONValue {
        .object([
            ("format", .integer(format)), ("file_bytes", .integer(fileBytes)),
            ("wal_bytes", .integer(walBytes)),
            ("trace", overview.json),
            ("rows", .object(tables.map { ($0.name, .integer($0.rows)) })),
            ("runtimes", .array(runtimes.map(\.json))),
            ("facts", .object(facts.map { ($0.key, JSONValue($0.value)) })),
        ])
    }

    private static func size(_ path: String) -> Int64 {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        return (attributes?[.size] as? NSNumber)?.int64Value ?? 0
    }
}
