internal import ReportLibrary
internal import TraceStore

struct BlockedProducerRule: FindingRule {
    static let id = "blocked-producer"
    static let summary = "Tasks that waited for room in a queue from which nobody takes any more."

    /// Whoever waits for less is about to go on. Waiting for room is what a limit is for, and by itself no trouble.
    static let threshold: Int64 = 100_000_000

    func findings(in trace: TraceReader, _ digest: TraceDigest) throws -> [Finding] {
        // Who gets may be among what was left out.
        guard try !digest.completeness.hasDropped, try !digest.completeness.hasLosses else { return [] }
        let now = try digest.duration
        let isClosed = try trace.isClosed()
        let parameters: [String: SQLiteValue] = [
            "now": .integer(now), "threshold": .integer(Self.threshold), "limit": FindingRules.limit,
        ]
        let blocked = try trace.rows(ReportLibrary.sql("findings/blocked_producer"), parameters) { row in
            (
                queue: row.count("queue"), name: row.text("name"), tasks: row.count("tasks"),
                since: row.count("since"), task: row.integer("task"),
                who: row.task() ?? "a task", place: row.culprit
            )
        }
        return try blocked.compactMap { blocked in
            let consumers = try trace.rows(
                ReportLibrary.sql("findings/queue_consumers"), ["queue": .integer(blocked.queue)]
            ) { row in
                (
                    tasks: row.count("tasks"), alive: row.count("alive"), count: row.count("count"),
                    at: row.count("at"), who: row.task() ?? "a task", place: row.culprit
                )
            }.first
            guard let consumers, consumers.alive == 0, consumers.tasks > 0 || isClosed else { return nil }
            let who = blocked.tasks > 1 ? Units.count(blocked.tasks, "task") : blocked.who
            let name = blocked.name ?? "queue \(blocked.queue)"
            var evidence = [
                "It waited from \(Units.duration(blocked.since)) on, in \(blocked.place?.sentence ?? "an unknown place")."
            ]
            if consumers.tasks > 0 {
                evidence.append(
                    "\(Units.count(consumers.count, "item")) had been got, the last at "
                        + "\(Units.duration(consumers.at)) by \(consumers.who); who got has ended.")
            }
            return Finding(
                rule: Self.id, severity: .warning,
                message: "\(who.capitalizedFirst) waited for room in '\(name)' for "
                    + "\(Units.duration(now.clampedSubtracting(blocked.since))) up to the end: "
                    + (consumers.tasks == 0
                        ? "nobody has ever got from it." : "nobody is left who gets from it."),
                culprit: consumers.place ?? blocked.place, evidence: evidence,
                remedy:
                    "Let the consumer go on until the queue is shut down, or shut it down when the consumer ends.",
                subject: blocked.name, task: blocked.task, at: blocked.since, view: "awaits",
                rows: "reason = 'queue_put' AND object = \(blocked.queue)")
        }
    }
}
