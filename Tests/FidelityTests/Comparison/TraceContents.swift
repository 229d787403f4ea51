import TraceStore

/// What a trace says, by the views that its users read.
struct TraceContents {
    struct Task {
        var id: Int64
        var name: String?
        var parent: Int64?
        var kind: String
        var outcome: String
        var priority: Int64?
    }

    struct Wait {
        var reason: String?
        var duration: Int64?
        var object: Int64?
        var wakerTask: Int64?
        var wakerThread: Int64?

        /// What it was about to wait for was there already: it went on at once, and nobody woke it.
        var endedAtOnce: Bool { duration == 0 && wakerTask == nil && wakerThread == nil }
    }

    struct Cancellation {
        var byTask: Int64?
        var cause: String
    }

    var tasks: [Task] = []
    var waits: [Int64: [Wait]] = [:]
    var cancellations: [Int64: [Cancellation]] = [:]
    /// How often each task ran on threads of this name, going on at once not counted.
    var runs: [String: [Int64: Int]] = [:]
    var losses: Int64 = 0
    var anomalies: Int64 = 0
    /// Tasks of which the trace itself says that a suspension was not announced.
    var declared: Set<Int64> = []

    init(_ trace: TraceReader) throws {
        let rows = try trace.database.prepare(
            "SELECT id, name, parent, kind, outcome, priority FROM tasks ORDER BY id")
        while try rows.step() {
            tasks.append(
                Task(
                    id: rows.integer(at: 0) ?? 0, name: rows.text(at: 1), parent: rows.integer(at: 2),
                    kind: rows.text(at: 3) ?? "", outcome: rows.text(at: 4) ?? "",
                    priority: rows.integer(at: 5)))
        }
        let awaits = try trace.database.prepare(
            "SELECT task, reason, duration_ns, object, waker_task, waker_thread FROM awaits ORDER BY task, at"
        )
        while try awaits.step() {
            waits[awaits.integer(at: 0) ?? 0, default: []].append(
                Wait(
                    reason: awaits.text(at: 1), duration: awaits.integer(at: 2),
                    object: awaits.integer(at: 3),
                    wakerTask: awaits.integer(at: 4), wakerThread: awaits.integer(at: 5)))
        }
        let marks = try trace.database.prepare("SELECT task FROM marks WHERE kind = 'anomaly'")
        while try marks.step() { declared.insert(marks.integer(at: 0) ?? 0) }
        let cancels = try trace.database.prepare("SELECT task, by_task, cause FROM cancellations ORDER BY at")
        while try cancels.step() {
            cancellations[cancels.integer(at: 0) ?? 0, default: []].append(
                Cancellation(byTask: cancels.integer(at: 1), cause: cancels.text(at: 2) ?? ""))
        }
        let steps = try trace.database.prepare(
            """
            SELECT t.name, s.task, count(*) FROM steps s JOIN threads t ON t.id = s.thread
            WHERE NOT (s.wait_ns IS 0 AND s.waker_thread IS NULL AND s.reason IS NOT 'actor') GROUP BY 1, 2
            """)
        while try steps.step() {
            runs[steps.text(at: 0) ?? "", default: [:]][steps.integer(at: 1) ?? 0] = Int(
                steps.integer(at: 2) ?? 0)
        }
        losses = try trace.database.integer("SELECT coalesce(sum(events), 0) FROM losses")
        anomalies = try trace.database.integer(
            "SELECT coalesce((SELECT value FROM meta WHERE key = 'anomalies'), 0)")
    }
}
