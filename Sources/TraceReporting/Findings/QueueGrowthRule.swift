internal import ReportLibrary
internal import TraceModel
internal import TraceStore

struct QueueGrowthRule: FindingRule {
    static let id = "queue-growth"
    static let summary = "Queues into which more is put than is got."

    /// Items at the end of the trace from which on a queue is looked at.
    static let threshold = FindingThreshold.queueGrowth

    private struct Queue {
        let id: Int64
        let name: String
        let evidence: [String]
        let depth: Int64
        let own: Finding.Culprit?
    }

    func findings(in trace: TraceReader, _ digest: TraceDigest) throws -> [Finding] {
        let deep = try digest.queues.queues.filter { $0.value.depth >= Self.threshold && $0.value.hasGrown }
        guard !deep.isEmpty else { return [] }
        // Where somebody has to wait for room there is a limit, and no growth beyond it.
        let bounded = try digest.waits.boundedQueues
        let grown = deep.filter { !bounded.contains($0.key) }.sorted {
            ($1.value.depth, $0.key) < ($0.value.depth, $1.key)
        }
        let queues = try grown.prefix(FindingRules.most).map { id, totals in
            let named = try trace.rows(ReportLibrary.sql("digest/queue"), ["queue": .integer(id)]) { row in
                (name: row.text("name"), culprit: row.culprit)
            }.first
            return Queue(
                id: id, name: named?.name ?? "queue \(id)",
                evidence: [
                    "\(Units.count(totals.puts, "put")) and \(Units.count(totals.gets, "get")), "
                        + "at most \(Units.count(totals.deepest, "item")) deep"
                        + (totals.percentile(95).map {
                            "; 95 of 100 items stayed up to \(Units.duration($0))."
                        }
                            ?? ".")
                ],
                depth: totals.depth, own: named?.culprit)
        }
        return try queues.map { try finding($0, in: trace) }
    }

    private func finding(_ queue: Queue, in trace: TraceReader) throws -> Finding {
        let user = try trace.rows(
            ReportLibrary.sql("digest/queue_places"), ["queue": .integer(queue.id)]
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
            subject: queue.name, task: nil, at: nil, view: "queues", rows: "id = \(queue.id)")
    }
}

extension QueueDigest.Totals {
    /// It is nearly as deep as it ever was, and has become so over time: not in a moment at the end, which may be where the
    /// trace was cut, and it is not being emptied.
    fileprivate var hasGrown: Bool {
        let middle = first / 2 + last / 2
        let before = depths.last { $0.at <= middle }?.depth ?? 0
        return depth >= deepest / 2 && before >= depth / 4 && depth >= before / 4 * 3
    }
}
