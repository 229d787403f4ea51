internal import ReportLibrary
internal import TraceStore

struct SwallowedCancellationRule: FindingRule {
    static let id = "swallowed-cancellation"
    static let summary =
        "Tasks whose wait was ended by a cancellation, and which went on as if nothing had happened."

    func findings(in trace: TraceReader, _ digest: TraceDigest) throws -> [Finding] {
        try digest.slowCancellations.compactMap { slow in
            guard let wait = slow.wait else { return nil }
            let end = slow.isOver ? "and ended without an error" : "and had not ended at the end of the trace"
            return Finding(
                rule: Self.id, severity: .warning,
                message:
                    "'\(slow.label)' went on for \(Units.duration(slow.took)) after its cancellation had ended its wait "
                    + "for \(wait.reason), \(end).",
                culprit: wait.place ?? slow.entry,
                evidence: [
                    "Task \(slow.task) was cancelled at \(Units.duration(slow.at)); after that it waited "
                        + "\(Units.count(wait.laterWaits, "more time")).",
                    slow.frequency,
                ],
                remedy:
                    "Let the CancellationError out of the loop: 'try?' and a 'catch' that goes on hide it.",
                subject: slow.name, task: slow.task, at: slow.at, view: "cancellations")
        }
    }
}
