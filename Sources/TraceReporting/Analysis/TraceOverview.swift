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

    package init(_ trace: TraceReader) throws { try self.init(TraceDigest(trace)) }

    init(_ digest: TraceDigest) throws {
        let trace = digest.trace
        let tasks = try digest.tasks
        let losses = try trace.rows(ReportLibrary.sql("report/losses"), ["limit": .integer(100)]) { row in
            Loss(
                reason: row.text("reason") ?? "unknown", events: row.integer("events") ?? 0,
                first: row.integer("first"), last: row.integer("last"))
        }
        let coverage = try DetailCoverage(trace)
        let overviews = try trace.rows(ReportLibrary.sql("report/trace")) { row in
            try Self(
                row, digest, tasks, state: try TraceFile.state(of: trace.database), losses: losses,
                coverage: coverage)
        }
        guard let overview = overviews.first else {
            throw TraceFileError.damaged(trace.path, reason: "it does not describe itself")
        }
        self = overview
    }

    /// The process has ended without closing the trace.
    package var isCutOff: Bool { state == "cut off" }

    private init(
        _ row: TraceReader.Row, _ digest: TraceDigest, _ tasks: TaskDigest, state: String, losses: [Loss],
        coverage: DetailCoverage
    ) throws {
        path = digest.trace.path
        self.coverage = coverage
        self.losses = losses
        self.state = state
        program = row.text("program")
        pid = row.integer("pid")
        capture = row.text("capture")
        startedAt = row.integer("started_at_ns")
        duration = try digest.duration
        self.tasks = coverage.totals?.tasks ?? tasks.tasks
        alive = tasks.alive
        failed = coverage.totals?.failed ?? tasks.failed
        cancelled = coverage.totals?.cancelled ?? tasks.cancelled
        steps = coverage.totals?.steps ?? tasks.steps
        callbacks = row.integer("callbacks") ?? 0
        threads = row.integer("threads") ?? 0
        eventsLost = row.integer("events_lost") ?? 0
        symbolsNote = row.text("symbols_note")
    }
}
