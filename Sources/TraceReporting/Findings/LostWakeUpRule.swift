internal import ReportLibrary
internal import TraceStore

struct LostWakeUpRule: FindingRule {
    static let id = "lost-wake-up"
    static let summary = "Tasks that waited for a condition or event that had come before they waited."

    static let threshold = LeakedContinuationRule.threshold

    func findings(in trace: TraceReader, _ digest: TraceDigest) throws -> [Finding] {
        let state = try trace.meta("state")
        guard state == .text("closed") || state == .text("recovered") else { return [] }
        // A later notification may be among what was left out.
        guard try !digest.completeness.hasDropped, try !digest.completeness.hasLosses else { return [] }
        let now = try digest.duration
        let parameters: [String: SQLiteValue] = [
            "now": .integer(now), "threshold": .integer(Self.threshold), "limit": FindingRules.limit,
        ]
        return try trace.rows(ReportLibrary.sql("findings/lost_wake_up"), parameters) { row in
            let isCondition = row.text("reason") == "condition"
            let (since, told) = (row.count("since"), row.count("told_at"))
            let by = Finding.Culprit(
                function: row.text("by_function"), file: row.text("by_file"), line: row.integer("by_line"))
            let name = row.text("name") ?? "object \(row.count("object"))"
            let more = row.count("tasks") - 1
            return Finding(
                rule: Self.id, severity: state == .text("closed") ? .warning : .note,
                message:
                    "\((row.task() ?? "A task").capitalizedFirst) waited for '\(name)' to the end: it was "
                    + "\(isCondition ? "notified" : "set") \(Units.duration(since.clampedSubtracting(told))) "
                    + "before, when nobody waited, and not again.",
                culprit: row.culprit,
                evidence: [
                    "\(isCondition ? "Notified" : "Set") at \(Units.duration(told)) in \(by.sentence), which woke nobody.",
                    "Waited from \(Units.duration(since)) on, for "
                        + "\(Units.duration(now.clampedSubtracting(since)))"
                        + (more > 0 ? "; so did \(Units.count(more, "more task"))." : "."),
                ],
                remedy:
                    "Look under the lock whether what is waited for is there already, and wait only while it is not.",
                subject: row.text("name"), task: row.integer("task"), at: row.integer("since"), view: "marks",
                rows: "object = \(row.count("object"))")
        }
    }
}
