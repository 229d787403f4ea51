internal import ReportLibrary
internal import TraceModel
internal import TraceStore

/// What several parts of a report need of a trace: each is made once, when it is first asked for.
///
/// Not `Sendable`: belongs to the connection's thread.
package final class TraceDigest {
    let trace: TraceReader
    /// Whether percentiles are to be exact, whatever that takes.
    let isExact: Bool
    private let lanes: TaskDigest.Lanes
    private var scan: StepScan?
    private var madeTasks: TaskDigest?
    private var madeQueues: QueueDigest?
    private var madeWaits: WaitDigest?
    private var madeLocks: LockDigest?
    private var madeContendedLocks: [ContendedLock]?
    private var madeSlowCancellations: [SlowCancellation]?
    private var madeCompleteness: Completeness?
    private var madeDuration: Int64?
    private var madeSteps: StepDigest?
    private var madeSelfWakes: [StepDigest.SelfWakes]?
    private var madeMarks: [Int64: Int64]?

    init(_ trace: TraceReader, isExact: Bool = false, lanes: TaskDigest.Lanes = TaskDigest.Lanes()) {
        (self.trace, self.isExact, self.lanes) = (trace, isExact, lanes)
    }

    /// Has the steps gone through meanwhile: for whoever will ask for all findings.
    func scanSteps() throws {
        if scan == nil { scan = try StepScan(of: trace) }
    }

    var tasks: TaskDigest {
        get throws {
            if let madeTasks { return madeTasks }
            let made = try TaskDigest(trace, lanes: lanes)
            madeTasks = made
            return made
        }
    }

    var queues: QueueDigest {
        get throws {
            if let madeQueues { return madeQueues }
            let made = try QueueDigest(trace, duration: duration, isExact: isExact)
            madeQueues = made
            return made
        }
    }

    /// The steps that rules look at.
    var steps: StepDigest {
        get throws {
            if let madeSteps { return madeSteps }
            // Something to do as long as the scan goes on.
            if scan != nil { _ = try (queues, selfWakes) }
            let made = try scan?.result().steps ?? StepDigest(trace)
            madeSteps = made
            return made
        }
    }

    /// Of the tasks with very many steps, those of which they were the cause themselves.
    var selfWakes: [StepDigest.SelfWakes] {
        get throws {
            if let madeSelfWakes { return madeSelfWakes }
            let made = try StepDigest.selfWakes(of: tasks.creations.busy.map(\.task), in: trace)
            madeSelfWakes = made
            return made
        }
    }

    /// How many marks of a kind there are: for most kinds none, and then nobody need go through them again.
    func marks(_ kind: MarkKind) throws -> Int64 {
        if madeMarks == nil {
            var marks: [Int64: Int64] = [:]
            try trace.run(ReportLibrary.sql("digest/marks")) { marks[$0.number(at: 0), default: 0] += 1 }
            madeMarks = marks
        }
        return madeMarks?[Int64(kind.rawValue)] ?? 0
    }

    /// What may be missing from the trace. Who has a lock is known only where nothing is.
    struct Completeness: Sendable {
        let hasLosses: Bool
        let hasDropped: Bool
    }

    var completeness: Completeness {
        get throws {
            if let madeCompleteness { return madeCompleteness }
            let made =
                try trace.rows(ReportLibrary.sql("digest/completeness")) { row in
                    Completeness(
                        hasLosses: row.integer("has_losses") != 0, hasDropped: row.integer("has_dropped") != 0
                    )
                }.first ?? Completeness(hasLosses: true, hasDropped: true)
            madeCompleteness = made
            return made
        }
    }

    var waits: WaitDigest {
        get throws {
            if let madeWaits { return madeWaits }
            let made = try scan?.result().waits ?? WaitDigest(trace)
            madeWaits = made
            return made
        }
    }

    var locks: LockDigest {
        get throws {
            if let madeLocks { return madeLocks }
            let made = try marks(.lockAcquire) == 0 ? LockDigest() : LockDigest(trace)
            madeLocks = made
            return made
        }
    }

    var contendedLocks: [ContendedLock] {
        get throws {
            if let madeContendedLocks { return madeContendedLocks }
            let made = try ContendedLock.all(in: trace, self)
            madeContendedLocks = made
            return made
        }
    }

    var slowCancellations: [SlowCancellation] {
        get throws {
            if let madeSlowCancellations { return madeSlowCancellations }
            let made = try SlowCancellation.all(in: trace, now: duration)
            madeSlowCancellations = made
            return made
        }
    }

    /// From time 0 to the last thing that is known: as in the view `trace`.
    var duration: Int64 {
        get throws {
            if let madeDuration { return madeDuration }
            let made = max(try trace.database.integer(ReportLibrary.sql("digest/end")), try tasks.last)
            madeDuration = made
            return made
        }
    }
}
