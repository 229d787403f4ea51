internal import ReportLibrary
internal import TraceStore

struct LossRule: FindingRule {
    static let id = "loss"
    static let summary = "Events that were not kept."

    func findings(in trace: TraceReader, _ digest: TraceDigest) throws -> [Finding] {
        try trace.rows(ReportLibrary.sql("findings/loss"), ["limit": FindingRules.limit]) { row in
            let reason = row.text("reason") ?? "unknown"
            return Finding(
                rule: Self.id, severity: .warning,
                message: "\(Units.count(row.count("events"), "event")) were not kept (\(reason)).",
                culprit: nil,
                evidence: [
                    "Between \(row.instant("first")) and \(row.instant("last")), on "
                        + "\(Units.count(row.count("threads"), "thread"))."
                ],
                remedy: remedy(reason), task: nil, at: row.integer("first"), view: "losses",
                rows: "reason = \(SQL.quoted(reason))")
        }
    }

    private func remedy(_ reason: String) -> String {
        switch reason {
        case "segments_full":
            "Record with more or larger segments, or with a free processor for the collector."
        case "held_by_reader":
            "End the transactions of those who read the trace while it is recorded: a SELECT to its end, then COMMIT."
        case "write_failed": "Free space on the disk of the trace, or record to another."
        default: "The numbers of the tasks of that time are too low; record again."
        }
    }
}
