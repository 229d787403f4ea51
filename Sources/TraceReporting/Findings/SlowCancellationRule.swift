internal import ReportLibrary
internal import TraceModel
internal import TraceStore

struct SlowCancellationRule: FindingRule {
    static let id = "slow-cancellation"
    static let summary = "Tasks that went on for long after their cancellation."

    static let threshold = FindingThreshold.slowCancellation

    func findings(in trace: TraceReader, _ digest: TraceDigest) throws -> [Finding] {
        let parameters: [String: SQLiteValue] = [
            "threshold": .integer(Self.threshold), "limit": FindingRules.limit,
            "now": .integer(try digest.duration),
        ]
        return try trace.rows(ReportLibrary.sql("findings/slow_cancellation"), parameters) { row in
            let label = CodeName.function(row.text("label") ?? "(unknown)")
            let end = row.integer("ended_at") == nil ? "had not ended" : "ended"
            return Finding(
                rule: Self.id, severity: .warning,
                message: "'\(label)' \(end) \(row.duration("took_ns")) after it had been cancelled.",
                culprit: row.culprit,
                evidence: [
                    "Task \(row.count("task")) was cancelled at \(row.instant("at")); "
                        + "outcome: \(row.text("outcome") ?? "unknown").",
                    "\(Units.count(row.count("count"), "cancellation")) of that name took longer than "
                        + "\(Units.duration(Self.threshold)).",
                ],
                remedy: "Check 'Task.isCancelled' in its loops, and await things that end when cancelled.",
                subject: row.text("label"), task: row.integer("task"), at: row.integer("at"),
                view: "cancellations")
        }
    }
}
