internal import TraceStore

struct ActorHoppingRule: FindingRule {
    static let id = "actor-hopping"
    static let summary = "Tasks that go from one actor to another and back for each little thing."

    /// The hops take longer than what is done between them.
    static let share: Int64 = 2
    /// They take so long together: below that nobody gains by changing it.
    static let totalWait: Int64 = 5_000_000

    func findings(in trace: TraceReader, _ digest: TraceDigest) throws -> [Finding] {
        let streaks = try digest.waits.hops.found.filter {
            $0.delay >= Self.totalWait && $0.delay / Self.share >= $0.run
        }
        // Of each place the longest streak.
        var told: Set<[Int64]> = []
        var findings: [Finding] = []
        for streak in streaks where findings.count < FindingRules.most {
            guard told.insert([streak.sites.0, streak.sites.1].sorted()).inserted else { continue }
            let names = [
                try trace.objectName(streak.actors.0), try trace.objectName(streak.actors.1),
            ].map(CodeName.function).sorted()
            findings.append(
                Finding(
                    rule: Self.id, severity: .warning,
                    message:
                        "\(try trace.taskName(streak.task).capitalizedFirst) went \(Units.count(streak.hops)) times "
                        + "between '\(names[0])' and '\(names[1])', doing nothing else: the way took "
                        + "\(Units.duration(streak.delay)).",
                    culprit: try trace.place(streak.sites.0) ?? trace.place(streak.sites.1),
                    evidence: [
                        "From \(Units.duration(streak.began)) to \(Units.duration(streak.ended)); between the hops it ran "
                            + "for \(Units.duration(streak.run)), "
                            + "\(Units.duration(streak.run / max(streak.hops, 1))) each."
                    ],
                    remedy: "Ask the actor for many things at once, or do the whole loop on it.",
                    task: streak.task, at: streak.began, view: "awaits",
                    rows: "reason = 'actor' AND task = \(streak.task)"))
        }
        return findings
    }
}
