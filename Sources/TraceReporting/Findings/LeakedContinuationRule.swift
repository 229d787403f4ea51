internal import ReportLibrary
internal import TraceStore

struct LeakedContinuationRule: FindingRule {
    static let id = "leaked-continuation"
    static let summary = "Tasks that waited for a continuation to the end, which nothing has resumed."

    /// Shorter waits at the end of a trace are those of tasks that were about to go on.
    static let threshold: Int64 = 100_000_000
    /// Where other waits at the same place took as long, so long a wait says nothing.
    static let ratio: Int64 = 10

    func findings(in trace: TraceReader, _ digest: TraceDigest) throws -> [Finding] {
        // What waits in a program that runs, or was killed, may yet be resumed.
        let state = try trace.meta("state")
        guard state == .text("closed") || state == .text("recovered") else { return [] }
        let now = try digest.duration
        let parameters: [String: SQLiteValue] = [
            "now": .integer(now), "threshold": .integer(Self.threshold), "limit": FindingRules.limit,
        ]
        return try trace.rows(ReportLibrary.sql("findings/leaked_continuation"), parameters) { row in
            let waited = now.clampedSubtracting(row.count("since"))
            let (others, longest) = (row.count("others"), row.count("longest_ns"))
            guard others == 0 || waited / Self.ratio >= longest else { return nil }
            let task = row.task() ?? "A task"
            let more = row.count("waiting") - 1
            return Finding(
                rule: Self.id, severity: state == .text("closed") ? .warning : .note,
                message:
                    "\(task.capitalizedFirst) waited for a continuation for \(Units.duration(waited)) up to the "
                    + "end: nothing had resumed it.",
                culprit: row.culprit,
                evidence: [
                    "It began to wait at \(row.instant("since"))"
                        + (more > 0 ? "; so did \(Units.count(more, "more task")) there, later." : "."),
                    others == 0
                        ? "No other wait there was over."
                        : "\(Units.count(others, "other wait")) there took up to \(row.duration("longest_ns")).",
                ],
                remedy:
                    "Resume the continuation on every way, also where there is an error or nothing to tell.",
                subject: row.text("task_name"), task: row.integer("task"), at: row.integer("since"),
                view: "awaits",
                rows: "reason = 'continuation' AND \(SQL.place(row))")
        }.compactMap(\.self)
    }
}
