internal import ReportLibrary
internal import TraceStore

struct HotActorRule: FindingRule {
    static let id = "hot-actor"
    static let summary = "Actors that have so much to do that whoever calls them has to queue up."

    /// All together waited so long.
    static let totalWait: Int64 = 100_000_000
    /// Somebody waited so long.
    static let longestWait: Int64 = 10_000_000
    /// So many tasks came to it: two get in each other's way now and then.
    static let tasks = 3
    /// So many times as long as they ran there they waited for it: so many were before each.
    static let queue: Int64 = 2
    private static let most = 20

    func findings(in trace: TraceReader, _ digest: TraceDigest) throws -> [Finding] {
        let actors = try digest.waits.actors
        let hot = actors.loads.filter { $0.value.isHot }
            .sorted { ($1.value.hops.total, $0.key) < ($0.value.hops.total, $1.key) }
        return try hot.prefix(Self.most).compactMap { actor, load in
            let kind = try trace.rows(ReportLibrary.sql("findings/object"), ["object": .integer(actor)]) {
                (kind: $0.text("kind"), name: $0.text("name"))
            }.first
            // Executors without an actor: the pool is not entered one by one.
            guard kind?.kind == "actor" || kind?.name?.contains("Main") == true else { return nil }
            let window = load.last.clampedSubtracting(load.first)
            let name = kind?.name.map(CodeName.function) ?? "actor \(actor)"
            return Finding(
                rule: Self.id, severity: .warning,
                message:
                    "'\(name)' was so busy that \(Units.count(load.hops.count, "call")) of it had to wait, "
                    + "\(Units.duration(load.hops.longest)) at most.",
                culprit: try trace.place(actors.sites(of: actor).first?.site),
                evidence: [
                    "They waited \(Units.duration(load.hops.total)) together, and ran there for "
                        + "\(Units.duration(load.run)) within \(Units.duration(window)).",
                    "The longest wait was that of \(try trace.taskName(load.longest.task)), from "
                        + "\(Units.duration(load.longest.began)) on.",
                ],
                remedy:
                    "Do on the actor only what needs its state, and the rest before or after; or divide its state.",
                subject: kind?.name, task: load.longest.task, at: load.longest.began, view: "awaits",
                rows: "reason = 'actor' AND object = \(actor)")
        }
    }
}

extension ActorLoads.Load {
    /// It was busy for half of the time and more, and others had to wait for that.
    fileprivate var isHot: Bool {
        hops.total >= HotActorRule.totalWait && hops.longest >= HotActorRule.longestWait
            && tasks.count >= HotActorRule.tasks && hops.total / HotActorRule.queue >= run
            && run >= last.clampedSubtracting(first) / 2
    }
}
