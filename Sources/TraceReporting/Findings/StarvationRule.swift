internal import ReportLibrary
internal import TraceStore

struct StarvationRule: FindingRule {
    static let id = "starvation"
    static let summary = "Tasks that could have run but got no thread."

    /// Shorter delays are usual when many tasks become ready at once.
    static let threshold: Int64 = 50_000_000

    private struct Starved {
        let label: String
        let count: Int64
        let longest: Int64
        let total: Int64
        let at: Int64
        let task: Int64?
        let own: Finding.Culprit?
    }

    func findings(in trace: TraceReader) throws -> [Finding] {
        let parameters = ["threshold": .integer(Self.threshold), "limit": FindingRules.limit]
        let starved = try trace.rows(ReportLibrary.sql("findings/starvation"), parameters) { row in
            Starved(
                label: CodeName.function(row.text("label") ?? "(unknown)"), count: row.count("count"),
                longest: row.count("max_ns"), total: row.count("total_ns"), at: row.count("at"),
                task: row.integer("task"), own: row.culprit)
        }
        return try starved.map { try finding($0, in: trace) }
    }

    private func finding(_ starved: Starved, in trace: TraceReader) throws -> Finding {
        var evidence = [
            "\(Units.count(starved.count, "time")) longer than \(Units.duration(Self.threshold)), "
                + "together \(Units.duration(starved.total)); the longest from \(Units.duration(starved.at)) on."
        ]
        // Who had the thread at that time is to blame, not the task that waited for one.
        let runner = try trace.rows(
            ReportLibrary.sql("findings/starvation_culprit"),
            ["from": .integer(starved.at), "to": .integer(starved.at + starved.longest)]
        ) { row in
            (culprit: row.culprit, task: row.task() ?? "a callback", overlap: row.duration("overlap_ns"))
        }.first
        if let runner {
            evidence.append(
                "Meanwhile \(runner.task) ran for \(runner.overlap)"
                    + (runner.culprit.map { " in \($0.sentence)." } ?? "."))
        }
        return Finding(
            rule: Self.id, severity: .warning,
            message: "'\(starved.label)' was ready for up to \(Units.duration(starved.longest)) "
                + "before it got a thread.",
            culprit: runner?.culprit ?? starved.own, evidence: evidence,
            remedy: "Let what ran meanwhile suspend or move elsewhere; see also slow callbacks.",
            task: starved.task, at: starved.at, view: "task_states")
    }
}
