internal import ReportLibrary
internal import TraceStore

/// What went through each queue: the rows of the section, the busiest first.
struct QueueRows: Sendable {
    struct Row: Sendable {
        let id: Int64
        let name: String?
        let totals: QueueDigest.Totals
        let function: String?
        let file: String?
        let line: Int64?
    }

    let rows: [Row]
    let total: Int64
    let isApproximate: Bool

    init(_ digest: TraceDigest, limit: Int) throws {
        let queues = try digest.queues
        total = Int64(queues.queues.count)
        isApproximate = queues.isApproximate
        let busiest = queues.queues.sorted {
            ($1.value.puts + $1.value.gets, $0.key) < ($0.value.puts + $0.value.gets, $1.key)
        }
        rows = try busiest.prefix(limit).map { id, totals in
            let named = try digest.trace.rows(
                ReportLibrary.sql("digest/queue"), ["queue": .integer(id)]
            ) { row in
                Row(
                    id: id, name: row.text("name"), totals: totals, function: row.text("function"),
                    file: row.text("file"), line: row.integer("line"))
            }
            return named.first
                ?? Row(id: id, name: nil, totals: totals, function: nil, file: nil, line: nil)
        }
    }

    /// As the columns of the section are named.
    static let columns = [
        "name", "puts", "gets", "gets_per_second", "depth", "max_depth", "dwell_p50_ns", "dwell_p95_ns",
        "dwell_p99_ns", "dwell_max_ns", "function", "file", "line",
    ]

    var values: [[SQLiteValue]] {
        rows.map { row in
            let totals = row.totals
            func optional(_ value: Int64?) -> SQLiteValue { value.map(SQLiteValue.integer) ?? .null }
            func optional(_ value: String?) -> SQLiteValue { value.map(SQLiteValue.text) ?? .null }
            return [
                .text(row.name ?? "queue \(row.id)"), .integer(totals.puts), .integer(totals.gets),
                totals.getsPerSecond.map(SQLiteValue.real) ?? .null, .integer(totals.depth),
                .integer(totals.deepest), optional(totals.percentile(50)), optional(totals.percentile(95)),
                optional(totals.percentile(99)), optional(totals.longestStay), optional(row.function),
                optional(row.file), optional(row.line),
            ]
        }
    }
}
