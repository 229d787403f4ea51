internal import ReportLibrary
internal import TraceStore

struct NeverRetrievedRule: FindingRule {
    static let id = "never-retrieved"
    static let summary = "Errors that nobody looked at."

    func findings(in trace: TraceReader) throws -> [Finding] {
        try trace.rows(ReportLibrary.sql("findings/never_retrieved"), ["limit": FindingRules.limit]) { row in
            let subject = row.task().map { "The error of \($0)" } ?? "An error"
            return Finding(
                rule: Self.id, severity: .error,
                message: "\(subject) was never retrieved"
                    + (row.count("count") > 1 ? ", as were \(row.count("count") - 1) more like it." : "."),
                culprit: row.culprit,
                evidence: ["Noticed at \(row.instant("at")) when it was released."]
                    + (row.text("text").map { [$0] } ?? []),
                remedy: "Await the task's value, or handle the error inside of the task.",
                task: row.integer("task"), at: row.integer("at"), view: "marks")
        }
    }
}
