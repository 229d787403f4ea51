internal import ReportLibrary
internal import TraceStore

struct NeverEndedRule: FindingRule {
    static let id = "never-ended"
    static let summary = "Tasks that were still there when the trace was closed."

    func findings(in trace: TraceReader, _ digest: TraceDigest) throws -> [Finding] {
        try trace.rows(
            ReportLibrary.sql("findings/never_ended"),
            ["limit": FindingRules.limit, "now": .integer(digest.duration)]
        ) { row in
            let count = row.count("count")
            let label = CodeName.function(row.text("label") ?? "(unknown)")
            var evidence = [
                "The oldest, task \(row.count("task")), was created at \(row.instant("created"))."
            ]
            if let reason = row.text("reason") {
                let object = row.text("object_name").map { " on '\($0)'" } ?? ""
                let since = row.count("now") - row.count("waiting_since")
                evidence.append("It had been waiting for \(reason)\(object) for \(Units.duration(since)).")
            }
            return Finding(
                rule: Self.id, severity: .warning,
                message: "\(Units.count(count, "task")) '\(label)' had not ended when the trace was closed.",
                culprit: row.culprit, evidence: evidence,
                remedy: "Cancel and await the tasks that you start, or start them in a task group.",
                subject: row.text("label"), task: row.integer("task"), at: row.integer("created"),
                view: "tasks",
                rows: "label = \(SQL.quoted(row.text("label"))) AND ended IS NULL")
        }
    }
}
