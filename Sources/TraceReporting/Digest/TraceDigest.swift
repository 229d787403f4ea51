internal import ReportLibrary
internal import TraceStore

/// What several parts of a report need of a trace: each is made once, when it is first asked for.
///
/// Not `Sendable`: belongs to the connection's thread.
package final class TraceDigest {
    let trace: TraceReader
    /// Whether percentiles are to be exact, whatever that takes.
    let isExact: Bool
    private let lanes: TaskDigest.Lanes
    private var madeTasks: TaskDigest?
    private var madeQueues: QueueDigest?
    private var madeWaits: WaitDigest?
    private var madeLocks: LockDigest?
    private var madeContendedLocks: [ContendedLock]?
    private var madeSlowCancellations: [SlowCancellation]?
    private var madeDuration: Int64?

    init(_ trace: TraceReader, isExact: Bool = false, lanes: TaskDigest.Lanes = TaskDigest.Lanes()) {
        (self.trace, self.isExact, self.lanes) = (trace, isExact, lanes)
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

    var waits: WaitDigest {
        get throws {
            if let madeWaits { return madeWaits }
            let made = try WaitDigest(trace)
            madeWaits = made
            return made
        }
    }

    var locks: LockDigest {
        get throws {
            if let madeLocks { return madeLocks }
            let made = try LockDigest(trace)
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
