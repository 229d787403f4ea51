internal import ReportLibrary
internal import TraceModel
internal import TraceStore

struct TimerDriftRule: FindingRule {
    static let id = "timer-drift"
    static let summary = "Timers of an event loop whose turn came late."

    /// As long as a task may be ready without a thread.
    private static let threshold = FindingThreshold.starvation

    func findings(in trace: TraceReader, _ digest: TraceDigest) throws -> [Finding] {
        guard try digest.marks(.timerLate) > 0 else { return [] }
        let parameters = ["threshold": .integer(Self.threshold), "limit": FindingRules.limit]
        return try trace.rows(ReportLibrary.sql("findings/timer_drift"), parameters) { row in
            let runner = try trace.rows(
                ReportLibrary.sql("findings/thread_runs"),
                [
                    "thread": .integer(row.count("thread")), "to": .integer(row.count("at")),
                    "from": .integer(row.count("at").clampedSubtracting(row.count("late_ns"))),
                ]
            ) { (place: $0.culprit, count: $0.count("count"), total: $0.count("total_ns")) }.first
            let timer = row.culprit?.sentence ?? "an unknown place"
            return Finding(
                rule: Self.id, severity: .warning,
                message: "A timer set at \(timer) had its turn \(row.duration("late_ns")) late"
                    + (runner?.place.map { ": \($0.sentence) had the loop." } ?? "."),
                culprit: runner?.place ?? row.culprit,
                evidence: [
                    "Late by more than \(Units.duration(Self.threshold)) \(Units.count(row.count("count"), "time")), "
                        + "together \(row.duration("total_ns")); the worst at \(row.instant("at"))."
                ]
                    + (runner.map {
                        [
                            "Meanwhile it ran \(Units.count($0.count, "time")), for \(Units.duration($0.total))."
                        ]
                    } ?? []),
                remedy: "Divide what keeps the loop, or move it to a thread of its own.",
                subject: row.text("object_name"), task: row.integer("task"), at: row.integer("at"),
                view: "marks",
                rows: "kind = 'timer_late' AND \(SQL.place(row))")
        }
    }
}
