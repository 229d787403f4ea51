internal import ReportLibrary
internal import TraceStore

struct QueueGrowthRule: FindingRule {
    static let id = "queue-growth"
    static let summary = "Queues into which more is put than is got."

    /// Items at the end of the trace from which on a queue is looked at.
    static let threshold: Int64 = 100

    private struct Queue {
        let id: Int64
        let name: String
        let evidence: [String]
        let depth: Int64
        let own: Finding.Culprit?
    }

    func findings(in trace: TraceReader) throws -> [Finding] {
        let parameters = ["threshold": .integer(Self.threshold), "limit": FindingRules.limit]
        let queues = try trace.rows(ReportLibrary.sql("findings/queue_growth"), parameters) { row in
            Queue(
                id: row.count("id"), name: row.text("name") ?? "",
                evidence: [
                    "\(Units.count(row.count("puts"), "put")) and \(Units.count(row.count("gets"), "get")), "
                        + "at most \(Units.count(row.count("max_depth"), "item")) deep"
                        + (row.integer("dwell_p95_ns").map {
                            "; 95 of 100 items stayed up to \(Units.duration($0))."
                        }
                            ?? ".")
                ],
                depth: row.count("depth"), own: row.culprit)
        }
        return try queues.map { try finding($0, in: trace) }
    }

    private func finding(_ queue: Queue, in trace: TraceReader) throws -> Finding {
        let user = try trace.rows(
            ReportLibrary.sql("findings/queue_growth_culprit"), ["queue": .integer(queue.id)]
        ) { row in
            (culprit: row.culprit, operation: row.text("operation") ?? "get")
        }.first
        return Finding(
            rule: Self.id, severity: .warning,
            message: "'\(queue.name)' held \(Units.count(queue.depth, "item")) at the end: "
                + "it is filled faster than it is emptied.",
            culprit: user?.culprit ?? queue.own,
            evidence: queue.evidence
                + (user?.culprit.map { ["Most \(user?.operation ?? "get")s are in \($0.sentence)."] } ?? []),
            remedy: "Give the queue a maximum size, so that who puts waits, or get with more tasks.",
            task: nil, at: nil, view: "queues")
    }
}
