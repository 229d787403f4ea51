internal import ReportLibrary
internal import TraceStore

struct NeverYieldingRule: FindingRule {
    static let id = "never-yielding"
    static let summary = "Tasks that ran at the end of the trace and had not suspended for long."

    /// Twice what makes a callback slow: this one is not over.
    private static let factor: Int64 = 2

    func findings(in trace: TraceReader, _ digest: TraceDigest) throws -> [Finding] {
        let slow = try trace.slowThreshold
        let threshold = max(slow, 1).multipliedReportingOverflow(by: Self.factor)
        guard !threshold.overflow else { return [] }
        return try trace.rows(
            ReportLibrary.sql("findings/never_yielding"),
            [
                "threshold": .integer(threshold.partialValue), "now": .integer(digest.duration),
                "limit": FindingRules.limit,
            ]
        ) { row in
            let took = row.duration("duration_ns")
            let label = row.text("label") ?? "(unknown)"
            return Finding(
                rule: Self.id, severity: .warning,
                message:
                    "Task \(row.count("task")) '\(CodeName.function(label))' had been running for \(took) "
                    + "without suspending, and still was when the trace ended.",
                culprit: row.culprit,
                evidence: [
                    "It got its thread at \(row.instant("since")) and never gave it back"
                        + (row.count("steps") == 0 ? ", nor did it before." : ".")
                ],
                remedy:
                    "Let its loops suspend: 'await Task.yield()', and 'Task.isCancelled' to end them. Block on a "
                    + "thread of its own.",
                subject: label, task: row.integer("task"), at: row.integer("since"), view: "open_steps",
                intention: row.text("intention"))
        }
    }
}
