extension ReportSection {
    /// The tables of the report, in their order.
    package static let all = [latency, slowCallbacks, waits, longestWait, queues, cancellations]

    static let latency = ReportSection(
        id: "latency", title: "Tasks", query: nil, view: "task_latency",
        empty: "No task was seen.",
        columns: [
            Column("name", "name", .name), Column("count", "tasks", .count),
            Column("p50_ns", "p50", .duration), Column("p95_ns", "p95", .duration),
            Column("p99_ns", "p99", .duration), Column("max_ns", "max", .duration),
            Column("total_ns", "total", .duration), Column("run_ns", "ran", .duration),
        ])

    static let slowCallbacks = ReportSection(
        id: "slow_callbacks", title: "Slow callbacks", query: "report/slow_callbacks",
        view: "slow_callbacks", empty: "No callback was slow.",
        columns: [
            Column("max_ns", "longest", .duration), Column("count", "times", .count),
            Column("total_ns", "total", .duration), Column("at", "at", .instant),
            Column("function", "function", .function), Column("file", "where", .place),
        ])

    static let waits = ReportSection(
        id: "waits", title: "Waits", query: "report/waits", view: "awaits",
        empty: "No task waited.",
        columns: [
            Column("reason", "reason", .word), Column("count", "waits", .count),
            Column("total_ns", "total", .duration), Column("max_ns", "longest", .duration),
            Column("still_waiting", "open", .rareCount), Column("function", "function", .function),
            Column("file", "where", .place),
        ])

    static let longestWait = ReportSection(
        id: "longest_wait", title: "Longest wait, and who awaited it", query: "digest/longest_wait",
        view: "stacks", empty: "",
        columns: [
            Column("depth", "depth", .count), Column("function", "function", .function),
            Column("file", "where", .place),
        ])

    static let queues = ReportSection(
        id: "queues", title: "Queues", query: nil, view: "queues",
        empty: "No queue was traced.",
        columns: [
            Column("name", "queue", .name), Column("puts", "puts", .count), Column("gets", "gets", .count),
            Column("gets_per_second", "gets/s", .rate), Column("depth", "depth", .count),
            Column("max_depth", "max", .count), Column("dwell_p50_ns", "dwell p50", .duration),
            Column("dwell_p95_ns", "p95", .duration), Column("dwell_max_ns", "max", .duration),
        ])

    static let cancellations = ReportSection(
        id: "cancellations", title: "Cancellations", query: "report/cancellations", view: "cancellations",
        empty: "Nothing was cancelled.",
        columns: [
            Column("at", "at", .instant), Column("label", "cancelled", .name),
            Column("by_name", "by task", .name),
            Column("cause", "cause", .word), Column("duration_ns", "took", .duration),
            Column("outcome", "outcome", .word), Column("file", "where", .place),
        ])
}
