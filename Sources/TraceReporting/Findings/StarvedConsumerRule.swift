internal import ReportLibrary
internal import TraceStore

struct StarvedConsumerRule: FindingRule {
    static let id = "starved-consumer"
    static let summary = "Tasks that wait at a queue and get next to nothing, while others get plenty."

    /// Whoever has waited for less has not waited long enough to tell.
    static let threshold: Int64 = 100_000_000
    /// Items that others got meanwhile: of fewer, each of many consumers gets none by chance.
    static let fewest: Int64 = 40
    /// It got less than one of so many of what the others got each.
    static let unfairness: Int64 = 10
    /// So many consumers are looked at, those that waited longest.
    private static let considered = 20

    private struct Consumer {
        let key: WaitSpans.Key
        var waited: Int64
        var waits: Int64
        let first: Int64
        var last: Int64
        let site: Int64
        var gets: Int64 = 0
        var others: [Int64: Int64] = [:]

        var othersGets: Int64 { others.values.reduce(0, +) }

        /// It stood there most of the time, and it is not that there was nothing.
        var isStarved: Bool {
            let window = last.clampedSubtracting(first)
            return waited >= window / 2 && othersGets >= fewest
                && gets * unfairness * Int64(others.count) <= othersGets
        }
    }

    func findings(in trace: TraceReader, _ digest: TraceDigest) throws -> [Finding] {
        var consumers = try candidates(in: trace, digest)
        guard !consumers.isEmpty else { return [] }
        let queues = Set(consumers.map(\.key.object)).sorted()
        try trace.run(
            ReportLibrary.sql("digest/queue_gets"),
            [
                "queues": .text("[\(queues.map { "\($0)" }.joined(separator: ","))]"),
                "from": .integer(consumers.map(\.first).min() ?? 0),
                "to": .integer(consumers.map(\.last).max() ?? 0),
            ]
        ) { row in
            let (at, queue, task) = (row.number(at: 0), row.number(at: 1), row.number(at: 2))
            for index in consumers.indices
            where consumers[index].key.object == queue && at >= consumers[index].first
                && at <= consumers[index].last
            {
                if consumers[index].key.task == task {
                    consumers[index].gets += 1
                } else {
                    consumers[index].others[task, default: 0] += 1
                }
            }
        }
        return try consumers.filter(\.isStarved).map { try finding($0, in: trace) }
    }

    private func candidates(in trace: TraceReader, _ digest: TraceDigest) throws -> [Consumer] {
        var spans = try digest.waits.getters.spans.mapValues { span in
            (
                waited: span.sum.total, waits: span.sum.count, first: span.first, last: span.last,
                site: span.site
            )
        }
        let now = try digest.duration
        try trace.run(ReportLibrary.sql("findings/open_gets")) { row in
            let key = WaitSpans.Key(object: row.number(at: 1), task: row.number(at: 0))
            let since = row.number(at: 2)
            var span = spans[key] ?? (0, 0, since, since, row.number(at: 3))
            span.waited = span.waited.clampedAdding(now.clampedSubtracting(since))
            span.waits += 1
            span.last = now
            spans[key] = span
        }
        return spans.filter { $0.value.waited >= Self.threshold }.map { key, span in
            Consumer(
                key: key, waited: span.waited, waits: span.waits, first: span.first, last: span.last,
                site: span.site)
        }.sorted {
            ($1.waited, $0.key.object, $0.key.task) < ($0.waited, $1.key.object, $1.key.task)
        }.prefix(Self.considered).map(\.self)
    }

    private func finding(_ consumer: Consumer, in trace: TraceReader) throws -> Finding {
        let name = try trace.objectName(consumer.key.object)
        let task = try trace.taskName(consumer.key.task)
        return Finding(
            rule: Self.id, severity: .warning,
            message:
                "\(task.capitalizedFirst) waited at '\(name)' for \(Units.duration(consumer.waited)) and got "
                + "\(Units.count(consumer.gets, "item")), while \(Units.count(Int64(consumer.others.count), "other task")) "
                + "got \(Units.count(consumer.othersGets)).",
            culprit: try trace.place(consumer.site),
            evidence: [
                "Between \(Units.duration(consumer.first)) and \(Units.duration(consumer.last)); it began to wait "
                    + "\(Units.count(consumer.waits, "time"))."
            ],
            remedy:
                "Let all consumers get in the same way: who takes without waiting is always faster than who is woken.",
            subject: name, task: consumer.key.task, at: consumer.first, view: "queue_operations",
            rows: "queue = \(consumer.key.object)")
    }
}
