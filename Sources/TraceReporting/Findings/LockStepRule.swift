internal import ReportLibrary
internal import TraceStore

struct LockStepRule: FindingRule {
    static let id = "lock-step"
    static let summary = "Children that are made and awaited one after the other."

    /// Of the time of the children: else it is a task that makes one now and then.
    private static let gaps = 0.25
    /// Of the time of the children: what computes all the time gains less from company.
    private static let waited = 0.5
    /// Of the time of the children: else nobody awaits them.
    private static let awaited = 0.8

    func findings(in trace: TraceReader, _ digest: TraceDigest) throws -> [Finding] {
        let chains = try digest.tasks.creations.chains.filter {
            Double($0.gaps) <= Self.gaps * Double($0.total)
                && Double($0.waited) >= Self.waited * Double($0.total)
        }
        // One loop may have run in many tasks.
        var places: [(site: Int64, chains: [CreationDigest.Chain], label: String?)] = []
        for chain in chains {
            let waits = try trace.rows(
                ReportLibrary.sql("findings/lock_step"),
                [
                    "parent": .integer(chain.parent), "from": .integer(chain.first),
                    "to": .integer(chain.last),
                ]
            ) { (total: $0.count("total_ns"), label: $0.text("label")) }.first
            guard let waits, Double(waits.total) >= Self.awaited * Double(chain.total) else { continue }
            if let index = places.firstIndex(where: { $0.site == chain.site }) {
                places[index].chains.append(chain)
            } else {
                places.append((chain.site, [chain], waits.label))
            }
        }
        return try places.map { place in
            finding(
                place.chains[0], place.label, loops: Int64(place.chains.count),
                try Finding.Culprit(site: place.site, in: trace))
        }
    }

    private func finding(
        _ chain: CreationDigest.Chain, _ label: String?, loops: Int64, _ culprit: Finding.Culprit?
    ) -> Finding {
        Finding(
            rule: Self.id, severity: .note,
            message: "\(Units.count(chain.count)) children made at "
                + "\(culprit?.sentence ?? "an unknown place") ran one after the other, for "
                + "\(Units.duration(chain.total)): each was awaited before the next was made.",
            culprit: culprit,
            evidence: [
                "Task \(chain.parent)\(label.map { " '\($0)'" } ?? "") awaited each; they waited themselves for "
                    + "\(Units.duration(chain.waited)) of that time.",
                "At once they might take as long as one: about \(Units.duration(chain.total / chain.count)).",
            ] + (loops > 1 ? ["So it was \(Units.count(loops, "time")); this took longest."] : []),
            remedy: "Where none needs the result of the one before, make them all and then await them, "
                + "in a task group for example.",
            subject: label, task: chain.task, at: chain.first, view: "tasks",
            rows: "parent = \(chain.parent) AND created BETWEEN \(chain.first) AND \(chain.last)")
    }
}
