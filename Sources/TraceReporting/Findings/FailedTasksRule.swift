internal import ReportLibrary
internal import TraceStore

struct FailedTasksRule: FindingRule {
    static let id = "failed-tasks"
    static let summary = "Tasks that ended by throwing an error."

    func findings(in trace: TraceReader) throws -> [Finding] {
        try trace.rows(ReportLibrary.sql("findings/failed_tasks"), ["limit": FindingRules.limit]) { row in
            let label = CodeName.function(row.text("label") ?? "(unknown)")
            return Finding(
                rule: Self.id, severity: .note,
                message: "\(Units.count(row.count("failed"))) of \(Units.count(row.count("count"), "task")) "
                    + "'\(label)' threw an error.",
                culprit: row.culprit, evidence: [],
                remedy: "None is needed where errors are expected and handled by who awaits.",
                task: row.integer("task"), at: nil, view: "tasks")
        }
    }
}
