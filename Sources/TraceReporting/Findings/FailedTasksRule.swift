internal import ReportLibrary
internal import TraceStore

struct FailedTasksRule: FindingRule {
    static let id = "failed-tasks"
    static let summary = "Tasks that ended by throwing an error."

    func findings(in trace: TraceReader, _ digest: TraceDigest) throws -> [Finding] {
        let failed = try digest.tasks.names.filter { $0.failed > 0 }
            .sorted { ($1.failed, $0.name ?? 0) < ($0.failed, $1.name ?? 0) }
            .prefix(Self.considered)
            .map { (totals: $0, label: try TaskDigest.text($0.name, in: trace)) }
            .sorted { ($1.totals.failed, $0.label) < ($0.totals.failed, $1.label) }
        return try failed.prefix(FindingRules.most).map { totals, label in
            let culprit = try trace.rows(
                ReportLibrary.sql("findings/failed_tasks"), ["task": .integer(totals.firstFailed ?? 0)]
            ) { $0.culprit }.first
            return Finding(
                rule: Self.id, severity: .note,
                message: "\(Units.count(totals.failed)) of \(Units.count(totals.count, "task")) "
                    + "'\(CodeName.function(label))' threw an error.",
                culprit: culprit.flatMap(\.self), evidence: [],
                remedy: "None is needed where errors are expected and handled by who awaits.",
                subject: label, task: totals.firstFailed, at: nil, view: "tasks",
                rows: "label = \(SQL.quoted(label)) AND outcome = 'threw'")
        }
    }

    /// Of so many names the texts are looked up, to put equals in order.
    private static let considered = 1000
}
