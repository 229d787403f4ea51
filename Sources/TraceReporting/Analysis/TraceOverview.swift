internal import ReportLibrary
package import TraceStore

/// What a report begins with: the trace as a whole, and what it lost.
package struct TraceOverview: Sendable, Hashable {
    package struct Loss: Sendable, Hashable {
        package let reason: String
        package let events: Int64
        package let first: Int64?
        package let last: Int64?
    }

    package let path: String
    package let program: String?
    package let pid: Int64?
    package let state: String?
    package let capture: String?
    /// Nanoseconds since 1970.
    package let startedAt: Int64?
    package let duration: Int64
    package let tasks: Int64
    package let alive: Int64
    package let failed: Int64
    package let cancelled: Int64
    package let steps: Int64
    package let callbacks: Int64
    package let threads: Int64
    package let eventsLost: Int64
    package let losses: [Loss]
    /// Which names and lines are missing, and why.
    package let symbolsNote: String?
    /// Of which time there are details.
    package let coverage: DetailCoverage

    /// What its tasks come to, counted alone or on the way to more.
    private struct Counts {
        let duration, tasks, alive, failed, cancelled, steps: Int64
    }

    /// Without all that a report needs of each task.
    package init(_ trace: TraceReader) throws {
        let counts = try trace.rows(ReportLibrary.sql("info/tasks")) { row in
            Counts(
                duration: row.integer("duration_ns") ?? 0, tasks: row.integer("tasks") ?? 0,
                alive: row.integer("alive") ?? 0, failed: row.integer("failed") ?? 0,
                cancelled: row.integer("cancelled") ?? 0, steps: row.integer("steps") ?? 0)
        }
        try self.init(trace, counts.first)
    }

    init(_ digest: TraceDigest) throws {
        let tasks = try digest.tasks
        let counts = try Counts(
            duration: digest.duration, tasks: tasks.tasks, alive: tasks.alive, failed: tasks.failed,
            cancelled: tasks.cancelled, steps: tasks.steps)
        try self.init(digest.trace, counts)
    }

    private init(_ trace: TraceReader, _ counts: Counts?) throws {
        let losses = try trace.rows(ReportLibrary.sql("report/losses"), ["limit": .integer(100)]) { row in
            Loss(
                reason: row.text("reason") ?? "unknown", events: row.integer("events") ?? 0,
                first: row.integer("first"), last: row.integer("last"))
        }
        let coverage = try DetailCoverage(trace)
        let overviews = try trace.rows(ReportLibrary.sql("report/trace")) { row in
            try counts.map { counts in
                try Self(
                    row, counts, path: trace.path, state: TraceFile.state(of: trace.database), losses: losses,
                    coverage: coverage)
            }
        }
        guard let overview = overviews.first.flatMap(\.self) else {
            throw TraceFileError.damaged(trace.path, reason: "it does not describe itself")
        }
        self = overview
    }

    /// The process has ended without closing the trace.
    package var isCutOff: Bool { state == "cut off" }

    private init(
        _ row: TraceReader.Row, _ counts: Counts, path: String, state: String, losses: [Loss],
        coverage: DetailCoverage
    ) {
        self.path = path
        self.coverage = coverage
        self.losses = losses
        self.state = state
        program = row.text("program")
        pid = row.integer("pid")
        capture = row.text("capture")
        startedAt = row.integer("started_at_ns")
        duration = counts.duration
        self.tasks = coverage.totals?.tasks ?? counts.tasks
        alive = counts.alive
        failed = coverage.totals?.failed ?? counts.failed
        cancelled = coverage.totals?.cancelled ?? counts.cancelled
        steps = coverage.totals?.steps ?? counts.steps
        callbacks = row.integer("callbacks") ?? 0
        threads = row.integer("threads") ?? 0
        eventsLost = row.integer("events_lost") ?? 0
        symbolsNote = row.text("symbols_note")
    }
}
