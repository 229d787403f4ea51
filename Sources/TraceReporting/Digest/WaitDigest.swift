internal import ReportLibrary
internal import TraceModel
internal import TraceStore

/// All waits for actors, queues, events, locks and conditions, gone through once.
///
/// Memory grows with objects, and with tasks that wait for some of them again and again.
struct WaitDigest: Sendable {
    /// A wait that is over, and the run behind it.
    struct Wait {
        var ended: Int64 = 0
        var run: Int64 = 0
        var task: Int64 = 0
        var ready: Int64 = 0
        var wait: Int64 = 0
        var object: Int64 = 0
        var site: Int64 = 0

        /// From when it began to wait to when it ran.
        var delay: Int64 { wait.clampedAdding(ready) }
        var began: Int64 { ended.clampedSubtracting(run).clampedSubtracting(delay) }
    }

    private(set) var actors = ActorLoads()
    private(set) var hops = HopStreaks()
    private(set) var herds = VainWakeUps()
    private(set) var getters = WaitSpans()
    /// Of locks: how long was waited for each.
    private(set) var locks: [Int64: WaitSum] = [:]
    /// Queues at which somebody had to wait for room, so they have a limit.
    private(set) var boundedQueues: Set<Int64> = []

    init(_ trace: TraceReader) throws {
        let isAny = try trace.rows(ReportLibrary.sql("digest/wait_reasons")) { $0.integer("is_any") }
        guard isAny.first != .some(0) else { return }
        try trace.run(ReportLibrary.sql("digest/waits")) { row in
            let wait = Wait(
                ended: row.number(at: 0), run: row.number(at: 1), task: row.number(at: 2),
                ready: row.number(at: 3), wait: row.number(at: 4), object: row.number(at: 6),
                site: row.number(at: 7))
            switch WaitReason(rawValue: Int(truncatingIfNeeded: row.number(at: 5))) {
            case .actor:
                actors.add(wait)
                hops.add(wait)
                herds.passed(wait)
            case .event, .condition: herds.woken(wait)
            case .lock:
                locks[wait.object, default: WaitSum()].add(wait)
                herds.passed(wait)
            case .queueGet: getters.add(wait)
            case .queuePut: boundedQueues.insert(wait.object)
            default: break
            }
        }
        hops.finish()
    }
}

/// How often and how long was waited.
struct WaitSum: Sendable {
    private(set) var count: Int64 = 0
    private(set) var total: Int64 = 0
    private(set) var longest: Int64 = 0

    mutating func add(_ wait: WaitDigest.Wait) {
        count += 1
        total = total.clampedAdding(wait.delay)
        longest = max(longest, wait.delay)
    }
}

extension WaitDigest.Wait {
    /// Whether it began where another step of the task had ended. The ends of steps are kept apart by single
    /// nanoseconds, and a clock that ticks seldom gives many of them the same time.
    func follows(_ earlier: Int64) -> Bool {
        let gap = began.clampedSubtracting(earlier)
        return gap >= -Self.tolerance && gap <= Self.tolerance
    }

    private static let tolerance: Int64 = 1_000
}
