internal import ReportLibrary
internal import TraceModel
internal import TraceStore

/// A task that went on for long after its cancellation: the slowest of those of one name.
struct SlowCancellation: Sendable {
    /// A wait that the cancellation has ended, so that the task was told of it; but it ended without an error.
    struct Wait: Sendable {
        let reason: String
        let place: Finding.Culprit?
        let laterWaits: Int64
    }

    /// What its task is called, as it is and as it reads.
    let name: String?
    let label: String
    let task: Int64
    let at: Int64
    let took: Int64
    let count: Int64
    let outcome: String
    let isOver: Bool
    let entry: Finding.Culprit?
    var wait: Wait?

    static let threshold = FindingThreshold.slowCancellation
    /// Whoever is woken by the thread that has cancelled, so soon after it, was woken by that.
    private static let prompt: Int64 = 10_000_000

    var frequency: String {
        "\(Units.count(count, "cancellation")) of that name took longer than \(Units.duration(Self.threshold))."
    }

    static func all(in trace: TraceReader, now: Int64) throws -> [SlowCancellation] {
        let parameters: [String: SQLiteValue] = [
            "threshold": .integer(threshold), "limit": FindingRules.limit, "now": .integer(now),
        ]
        let slow = try trace.rows(ReportLibrary.sql("findings/slow_cancellation"), parameters) { row in
            (
                SlowCancellation(
                    name: row.text("label"), label: CodeName.function(row.text("label") ?? "(unknown)"),
                    task: row.count("task"),
                    at: row.count("at"), took: row.count("took_ns"), count: row.count("count"),
                    outcome: row.text("outcome") ?? "unknown", isOver: row.integer("ended_at") != nil,
                    entry: row.culprit),
                thread: row.integer("by_thread")
            )
        }
        return try slow.map { slow, thread in
            guard slow.outcome == "ok" || slow.outcome == "alive", let thread else { return slow }
            var slow = slow
            slow.wait = try trace.rows(
                ReportLibrary.sql("findings/cancelled_wait"),
                [
                    "task": .integer(slow.task), "at": .integer(slow.at), "thread": .integer(thread),
                    "prompt": .integer(prompt),
                ]
            ) { row in
                Wait(reason: row.text("reason") ?? "", place: row.culprit, laterWaits: row.count("waits"))
            }.first
            if slow.wait?.laterWaits == 0 { slow.wait = nil }
            return slow
        }
    }
}
