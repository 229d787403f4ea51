internal import ReportLibrary
internal import TraceStore

struct SelfWakingRule: FindingRule {
    static let id = "self-waking"
    static let summary = "Tasks that ask over and over again instead of waiting."

    /// So often at one place.
    private static let threshold: Int64 = 1000
    /// Whoever yields after a longer run divides work, as it should be.
    private static let run: Int64 = 100_000
    /// Of the task's steps.
    private static let share = 0.5

    func findings(in trace: TraceReader, _ digest: TraceDigest) throws -> [Finding] {
        let steps = Dictionary(
            try digest.tasks.creations.busy.map { ($0.task, $0.steps) }, uniquingKeysWith: { $1 })
        let wakes = try digest.selfWakes.filter { wakes in
            guard wakes.count >= Self.threshold, let all = steps[wakes.task] else { return false }
            return wakes.run / wakes.count < Self.run && Double(wakes.count) >= Self.share * Double(all)
        }
        return try wakes.prefix(FindingRules.most).map { wake in
            let culprit = try wake.site.flatMap { try Finding.Culprit(site: $0, in: trace) }
            let label = try trace.label(of: wake.task)
            return Finding(
                rule: Self.id, severity: .warning,
                message: "Task \(wake.task)\(label.map { " '\($0)'" } ?? "") woke itself "
                    + "\(Units.count(wake.count, "time")) at \(culprit?.sentence ?? "an unknown place").",
                culprit: culprit,
                evidence: [
                    "Each time it ran for \(Units.duration(wake.run / wake.count)) only: it asks whether something "
                        + "has happened, and keeps a thread busy with that, \(Units.duration(wake.run)) in all."
                ],
                remedy: "Wait for what it asks for: a continuation, a stream, an event, a future.",
                subject: label, task: wake.task, at: nil, view: "awaits")
        }
    }
}
