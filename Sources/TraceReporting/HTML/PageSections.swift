internal import ReportLibrary
internal import TraceStore

/// The tables of the page: each with its first rows and the number of all.
struct PageSections {
    let digest: TraceDigest
    let limits: HTMLReport.Limits

    private var trace: TraceReader { digest.trace }

    func members() throws -> [(String, PageValue)] {
        [
            ("losses", .list(try objects("page/losses", ["first", "last", "thread", "events", "reason"]))),
            ("latency", try latency()),
            (
                "slow",
                try table(
                    "page/slow_callbacks",
                    ["at", "duration_ns", "threshold_ns", "task", "task_name", "function", "file", "line"])
            ),
            (
                "waits",
                try table(
                    "report/waits",
                    ["reason", "count", "total_ns", "max_ns", "still_waiting", "function", "file", "line"])
            ),
            ("queues", try queues()),
            (
                "cancellations",
                try table(
                    "report/cancellations",
                    [
                        "at", "task", "label", "by_task", "by_name", "cause", "delivered_at", "ended_at",
                        "outcome", "function", "file", "line",
                    ])
            ),
        ]
    }

    private func latency() throws -> PageValue {
        let latency = try LatencyRows(digest, limit: limits.rows)
        let rows = latency.rows.map { row -> PageValue in
            let totals = row.totals
            let duration: Int64? = totals.measured > 0 ? totals.duration : nil
            return .object([
                ("name", .text(row.name)), ("count", .integer(totals.count)),
                ("p50_ns", .optional(row.percentiles[0])), ("p95_ns", .optional(row.percentiles[1])),
                ("p99_ns", .optional(row.percentiles[2])), ("max_ns", .optional(totals.longest)),
                ("total_ns", .optional(duration)), ("failed", .integer(totals.failed)),
                ("cancelled", .integer(totals.cancelled)), ("slowest", .optional(totals.slowest)),
                (
                    "histogram",
                    .list(row.histogram.buckets.map { .column([$0.bucket, $0.count]) })
                ),
            ])
        }
        return .object([
            ("rows", .list(rows)), ("total", .integer(latency.total)),
            ("approximation", .optional(latency.isApproximate ? SectionRows.approximation : nil)),
        ])
    }

    private func queues() throws -> PageValue {
        let queues = try QueueRows(digest, limit: limits.rows)
        let rows = queues.rows.map { row -> PageValue in
            let totals = row.totals
            return .object([
                ("id", .integer(row.id)), ("name", .optional(row.name)), ("puts", .integer(totals.puts)),
                ("gets", .integer(totals.gets)), ("depth", .integer(totals.depth)),
                ("max_depth", .integer(totals.deepest)), ("dwell_p50_ns", .optional(totals.percentile(50))),
                ("dwell_p95_ns", .optional(totals.percentile(95))),
                ("dwell_max_ns", .optional(totals.longestStay)), ("function", .optional(row.function)),
                ("file", .optional(row.file)), ("line", .optional(row.line)),
                ("depths", .list(totals.depths.map { .column([$0.at, $0.depth]) })),
            ])
        }
        return .object([
            ("rows", .list(rows)), ("total", .integer(queues.total)),
            ("approximation", .optional(queues.isApproximate ? SectionRows.approximation : nil)),
        ])
    }

    /// `{ rows, total }`: at most `limits.rows` of them.
    private func table(_ query: String, _ columns: [String]) throws -> PageValue {
        var total: Int64 = 0
        let rows = try trace.rows(ReportLibrary.sql(query), ["limit": .integer(Int64(limits.rows))]) { row in
            total = row.integer("total_rows") ?? 0
            return PageValue.object(columns.map { ($0, Self.value(row, $0)) })
        }
        return .object([("rows", .list(rows)), ("total", .integer(total))])
    }

    private func objects(_ query: String, _ columns: [String]) throws -> [PageValue] {
        try trace.rows(ReportLibrary.sql(query)) { row in
            .object(columns.map { ($0, Self.value(row, $0)) })
        }
    }

    private static let texts: Set<String> = [
        "name", "label", "task_name", "by_name", "function", "file", "reason", "cause", "outcome", "thread",
    ]

    private static func value(_ row: TraceReader.Row, _ column: String) -> PageValue {
        texts.contains(column) ? .optional(row.text(column)) : .optional(row.integer(column))
    }
}
