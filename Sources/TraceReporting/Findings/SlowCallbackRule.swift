internal import ReportLibrary
internal import TraceStore

struct SlowCallbackRule: FindingRule {
    static let id = "slow-callback"
    static let summary = "Code that held up its thread for longer than the threshold."

    func findings(in trace: TraceReader, _ digest: TraceDigest) throws -> [Finding] {
        try trace.rows(ReportLibrary.sql("findings/slow_callback"), ["limit": FindingRules.limit]) { row in
            let culprit = row.culprit
            let place = culprit?.sentence ?? row.task() ?? "A callback"
            var evidence = [
                "The longest began at \(row.instant("at"))" + (row.task().map { " in \($0)" } ?? "")
                    + (row.integer("thread").map { " on thread \($0)" } ?? "") + ".",
                "Together \(row.duration("total_ns")), while nothing else could run there.",
            ]
            if let message = row.text("message") { evidence.append("Logged: \(message)") }
            return Finding(
                rule: Self.id, severity: .warning,
                message: "\(place) ran for up to \(row.duration("max_ns")) without suspending, "
                    + "\(Units.count(row.count("count"), "time")) longer than \(row.duration("threshold_ns")).",
                culprit: culprit, evidence: evidence,
                remedy: "Move the blocking or long work off the task's executor, or divide it with "
                    + "'await Task.yield()'.",
                subject: row.text("only_task_name"), task: row.integer("task"), at: row.integer("at"),
                view: "slow_callbacks", rows: SQL.place(row),
                intention: row.count("is_intended") == 1 ? row.text("intention") ?? "intended" : nil)
        }
    }
}
