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
