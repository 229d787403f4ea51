internal import Foundation
internal import ReportLibrary
internal import TraceStore

/// The tables of the page: each with its first rows and the number of all.
struct PageSections {
    let trace: TraceReader
    let limits: HTMLReport.Limits

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
        var histograms: [String: [Int64: Int64]] = [:]
        var slowest: [String: (task: Int64, duration: Int64)] = [:]
        _ = try trace.rows(ReportLibrary.sql("page/durations")) { row in
            let name = row.text("label") ?? ""
            let duration = row.integer("duration_ns") ?? 0
            histograms[name, default: [:]][Self.bucket(duration), default: 0] += 1
            if duration > slowest[name]?.duration ?? -1 { slowest[name] = (row.integer("id") ?? 0, duration) }
        }
        let columns = [
            "name", "count", "p50_ns", "p95_ns", "p99_ns", "max_ns", "total_ns", "failed", "cancelled",
        ]
        return try table("report/latency", columns) { row in
            let name = row.text("name") ?? ""
            let histogram = histograms[name, default: [:]].sorted { $0.key < $1.key }
            return [
                ("slowest", .optional(slowest[name]?.task)),
                ("histogram", .list(histogram.map { .column([$0.key, $0.value]) })),
            ]
        }
    }

    /// floor(8 log2(ns + 1)), as in the table `task_histogram`.
    static func bucket(_ duration: Int64) -> Int64 {
        Int64((8 * log2(Double(max(0, duration)) + 1)).rounded(.down))
    }

    private func queues() throws -> PageValue {
        var depths: [Int64: [PageValue]] = [:]
        _ = try trace.rows(ReportLibrary.sql("page/queue_depths"), ["columns": .integer(260)]) { row in
            depths[row.integer("queue") ?? 0, default: []].append(
                .column([row.integer("at"), row.integer("depth")]))
        }
        let columns = [
            "id", "name", "puts", "gets", "depth", "max_depth", "dwell_p50_ns", "dwell_p95_ns",
            "dwell_max_ns",
            "function", "file", "line",
        ]
        return try table("page/queues", columns) { row in
            [("depths", .list(depths[row.integer("id") ?? 0] ?? []))]
        }
    }

    /// `{ rows, total }`: at most `limits.rows` of them.
    private func table(
        _ query: String, _ columns: [String],
        more: (TraceReader.Row) throws -> [(String, PageValue)] = { _ in [] }
    ) throws -> PageValue {
        var total: Int64 = 0
        let rows = try trace.rows(ReportLibrary.sql(query), ["limit": .integer(Int64(limits.rows))]) { row in
            total = row.integer("total_rows") ?? 0
            return PageValue.object(columns.map { ($0, Self.value(row, $0)) } + (try more(row)))
        }
        return .object([("rows", .list(rows)), ("total", .integer(total))])
    }

    private func objects(_ query: String, _ columns: [String]) throws -> [PageValue] {
        try trace.rows(ReportLibrary.sql(query)) { row in
            .object(columns.map { ($0, Self.value(row, $0)) })
        }
    }

    private static let texts: Set<String> = [
        "name", "task_name", "by_name", "function", "file", "reason", "cause", "outcome", "thread",
    ]

    private static func value(_ row: TraceReader.Row, _ column: String) -> PageValue {
        texts.contains(column) ? .optional(row.text(column)) : .optional(row.integer(column))
    }
}
