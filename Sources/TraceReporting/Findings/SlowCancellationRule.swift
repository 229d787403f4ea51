internal import ReportLibrary
internal import TraceStore

struct SlowCancellationRule: FindingRule {
    static let id = "slow-cancellation"
    static let summary = "Tasks that went on for long after their cancellation."

    func findings(in trace: TraceReader, _ digest: TraceDigest) throws -> [Finding] {
        let now = try digest.duration
        // Where the task was told of it, and went on all the same, that is another rule's.
        return try digest.slowCancellations.filter { $0.wait == nil }.map { slow in
            let busy = try trace.rows(
                ReportLibrary.sql("findings/after_cancellation"),
                ["task": .integer(slow.task), "at": .integer(slow.at), "now": .integer(now)]
            ) { row in (place: row.culprit, took: row.count("took_ns")) }.first
            var evidence = [
                "Task \(slow.task) was cancelled at \(Units.duration(slow.at)); outcome: \(slow.outcome).",
                slow.frequency,
            ]
            if let busy, busy.place != nil {
                evidence.append("It spent \(Units.duration(busy.took)) of that time there.")
            }
            return Finding(
                rule: Self.id, severity: .warning,
                message: "'\(slow.label)' \(slow.isOver ? "ended" : "had not ended") "
                    + "\(Units.duration(slow.took)) after it had been cancelled.",
                culprit: busy?.place ?? slow.entry, evidence: evidence,
                remedy: "Check 'Task.isCancelled' in its loops, and await things that end when cancelled.",
                subject: slow.name, task: slow.task, at: slow.at, view: "cancellations")
        }
    }
}
