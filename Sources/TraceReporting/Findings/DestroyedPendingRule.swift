internal import ReportLibrary
internal import TraceModel
internal import TraceStore

struct DestroyedPendingRule: FindingRule {
    static let id = "destroyed-pending"
    static let summary = "Tasks that were thrown away before they had ended."

    func findings(in trace: TraceReader, _ digest: TraceDigest) throws -> [Finding] {
        guard try digest.marks(.destroyedPending) > 0 else { return [] }
        return try trace.rows(ReportLibrary.sql("findings/destroyed_pending"), ["limit": FindingRules.limit])
        {
            row in
            // Whoever ran when it was noticed has nothing to do with it, where the task itself is known.
            let task = row.text("object_name").map { "task '\($0)'" } ?? row.task() ?? "a task"
            return Finding(
                rule: Self.id, severity: .error,
                message: "\(task.capitalizedFirst) was destroyed while it was pending.",
                culprit: row.culprit,
                evidence: ["Noticed at \(row.instant("at"))."] + (row.text("text").map { [$0] } ?? []),
                remedy: "Keep the task and await it, or cancel it before its loop is closed.",
                subject: row.text("task_name"), task: row.integer("task"), at: row.integer("at"),
                view: "marks",
                rows: "kind = 'destroyed_pending' AND at = \(row.count("at"))")
        }
    }
}

extension String {
    /// With a capital at the start, as at the start of a sentence.
    var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
