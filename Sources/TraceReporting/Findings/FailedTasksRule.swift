internal import ReportLibrary
internal import TraceStore

struct FailedTasksRule: FindingRule {
    static let id = "failed-tasks"
    static let summary = "Tasks that ended by throwing an error."

    /// Failed tasks of one function, whatever they are called.
    private struct Failure {
        let culprit: Finding.Culprit?
        let label: String
        let task: Int64?
        var labels: [String]
        var failed: Int64
        var count: Int64
    }

    func findings(in trace: TraceReader, _ digest: TraceDigest) throws -> [Finding] {
        let names = try digest.tasks.names.filter { $0.failed > 0 }
            .sorted { ($1.failed, $0.name ?? 0) < ($0.failed, $1.name ?? 0) }
            .prefix(Self.considered)
            .map { (totals: $0, label: try TaskDigest.text($0.name, in: trace)) }
            .sorted { ($1.totals.failed, $0.label) < ($0.totals.failed, $1.label) }
        var failures: [Failure] = []
        for (totals, label) in names {
            let culprit = try trace.rows(
                ReportLibrary.sql("findings/failed_tasks"), ["task": .integer(totals.firstFailed ?? 0)]
            ) { $0.culprit }.first.flatMap(\.self)
            if culprit != nil, let index = failures.firstIndex(where: { $0.culprit == culprit }) {
                failures[index].labels.append(label)
                failures[index].failed += totals.failed
                failures[index].count += totals.count
            } else if failures.count < FindingRules.most {
                failures.append(
                    Failure(
                        culprit: culprit, label: label, task: totals.firstFailed, labels: [label],
                        failed: totals.failed, count: totals.count))
            }
        }
        return failures.map(finding)
    }

    private func finding(_ failure: Failure) -> Finding {
        let others = failure.labels.count - 1
        let which = "'\(CodeName.function(failure.label))'"
        let names = failure.labels.dropFirst().prefix(4).map { "'\(CodeName.function($0))'" }
        let rest = others - names.count
        var finding = Finding(
            rule: Self.id, severity: .note,
            message: "\(Units.count(failure.failed)) of \(Units.count(failure.count, "task")) \(which)"
                + (others > 0 ? " and \(Units.count(Int64(others), "other name"))" : "") + " threw an error.",
            culprit: failure.culprit,
            evidence: names.isEmpty
                ? [] : ["Also \(names.joined(separator: ", "))" + (rest > 0 ? " and \(rest) more." : ".")],
            remedy: "None is needed where errors are expected and handled by who awaits.",
            subject: failure.label, task: failure.task, at: nil, view: "tasks",
            rows: "label IN (\(failure.labels.prefix(20).map(SQL.quoted).joined(separator: ", "))) "
                + "AND outcome = 'threw'")
        finding.otherSubjects = Array(failure.labels.dropFirst())
        return finding
    }

    /// Of so many names the texts are looked up, to put equals in order.
    private static let considered = 1000
}
