internal import ReportLibrary
internal import TraceModel
internal import TraceStore

struct NeverRetrievedRule: FindingRule {
    static let id = "never-retrieved"
    static let summary = "Errors that nobody looked at."

    func findings(in trace: TraceReader, _ digest: TraceDigest) throws -> [Finding] {
        guard try digest.marks(.neverRetrieved) > 0 else { return [] }
        return try trace.rows(ReportLibrary.sql("findings/never_retrieved"), ["limit": FindingRules.limit]) {
            row in
            let place = CodeName.place(file: row.text("file"), line: row.integer("line"))
            let subject =
                (holder(row).map { "The error of \($0)" } ?? "An error") + (place.map { " (\($0))" } ?? "")
            return Finding(
                rule: Self.id, severity: .error,
                message: "\(subject) was never retrieved"
                    + (row.count("count") > 1 ? ", as were \(row.count("count") - 1) more like it." : "."),
                culprit: row.culprit,
                evidence: ["Noticed at \(row.instant("at")) when it was released."]
                    + (row.text("text").map { [$0] } ?? []),
                remedy: "Await the task's value, or handle the error inside of the task.",
                subject: row.text("object_name") ?? row.text("task_name"), task: row.integer("task"),
                at: row.integer("at"), view: "marks",
                rows: "kind = 'never_retrieved' AND text IS \(SQL.quoted(row.text("text")))")
        }
    }

    /// The future or task that had the error. Whichever task released a future has nothing to do with it.
    private func holder(_ row: TraceReader.Row) -> String? {
        guard row.integer("object") != nil else { return row.task() }
        let word = row.text("text")?.hasPrefix("Task ") == true ? "task" : "future"
        return row.text("object_name").map { "\(word) '\($0)'" } ?? "a \(word)"
    }
}
