internal import ReportLibrary
internal import TraceStore

struct SlowIterationRule: FindingRule {
    static let id = "slow-iteration"
    static let summary = "Rounds of an event loop in which many callbacks together took too long."

    func findings(in trace: TraceReader, _ digest: TraceDigest) throws -> [Finding] {
        try trace.rows(ReportLibrary.sql("findings/slow_iteration"), ["limit": FindingRules.limit]) { row in
            let runner = try trace.rows(
                ReportLibrary.sql("findings/thread_runs"),
                [
                    "thread": .integer(row.count("thread")), "from": .integer(row.count("at")),
                    "to": .integer(row.count("ended")),
                ]
            ) { (place: $0.culprit, count: $0.count("count"), total: $0.count("total_ns")) }.first
            let name = row.text("object_name").map { "'\($0)'" } ?? "An event loop"
            return Finding(
                rule: Self.id, severity: .warning,
                message:
                    "\(name) took up to \(row.duration("max_ns")) for one round of callbacks, none of which "
                    + "was slow by itself.",
                culprit: runner?.place ?? row.culprit,
                evidence: [
                    "\(Units.count(row.count("count"), "round")) took longer than \(row.duration("threshold_ns")); "
                        + "the longest began at \(row.instant("at"))."
                ]
                    + (runner.map {
                        [
                            "Most of it is \($0.place?.sentence ?? "of an unknown place"): "
                                + "\(Units.count($0.count, "time")), together \(Units.duration($0.total))."
                        ]
                    } ?? []),
                remedy: "Schedule less at once: give the loop time between the callbacks.",
                subject: row.text("object_name"), task: nil, at: row.integer("at"), view: "slow_callbacks",
                rows: "message LIKE 'Iteration of %' AND object = \(row.count("object"))")
        }
    }
}
