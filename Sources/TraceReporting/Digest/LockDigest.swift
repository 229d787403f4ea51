internal import ReportLibrary
internal import TraceStore

/// Who held which lock or semaphore, gone through once.
struct LockDigest: Sendable {
    struct Holding: Sendable {
        let number: Int64
        let task: Int64
        let acquired: Int64
        let site: Int64
        /// Nil: it did not end.
        var released: Int64?
        /// How many waited when it ended.
        var waiting: Int64 = 0

        func lasted(until end: Int64) -> Int64 { (released ?? end).clampedSubtracting(acquired) }
    }

    struct Totals: Sendable {
        var holdings: Int64 = 0
        var held: Int64 = 0
        /// At the end of how many somebody waited, and how many together.
        var contended: Int64 = 0
        var waiting: Int64 = 0
        /// Releases by another task than the one that held it, or of no holding that is known.
        var foreignReleases: Int64 = 0
        var ownReleases: Int64 = 0
        /// The longest at whose end somebody waited.
        var longest: [Holding] = []
        /// How long it was held from where.
        var sites: [Int64: Int64] = [:]
        /// Those that have not ended.
        var open: [Int64: Holding] = [:]
        /// The one that ended last: whether somebody got the lock by that is not known yet.
        private var last: Holding?
    }

    /// By the number of the lock or semaphore.
    private(set) var totals: [Int64: Totals] = [:]
    /// Which of them are locks.
    private(set) var locks: Set<Int64> = []

    /// Nobody has held any.
    init() {}

    init(_ trace: TraceReader) throws {
        try trace.run(ReportLibrary.sql("digest/locks")) { locks.insert($0.number(at: 0)) }
        try trace.run(ReportLibrary.sql("digest/holdings")) { row in
            let object = row.number(at: 3)
            if row.number(at: 1) == Self.acquire {
                let holding = Holding(
                    number: row.number(at: 4), task: row.number(at: 2), acquired: row.number(at: 0),
                    site: row.number(at: 6))
                totals[object, default: Totals()].acquire(holding, isLock: locks.contains(object))
            } else {
                totals[object, default: Totals()].release(
                    row.number(at: 4), by: row.number(at: 2), at: row.number(at: 0),
                    waiting: row.number(at: 5))
            }
        }
        for object in totals.keys { totals[object]?.finish() }
    }

    /// The number of the mark.
    private static let acquire: Int64 = 36
}

extension LockDigest.Totals {
    private static let longestKept = 4
    /// A lock that is handed over is taken within the same call that has released it.
    private static let handOver: Int64 = 2_000

    fileprivate mutating func acquire(_ holding: LockDigest.Holding, isLock: Bool) {
        // Only one has a lock: the release of the one before is not in the trace.
        if isLock { open.removeAll(keepingCapacity: true) }
        open[holding.number] = holding
        guard var last else { return }
        // Nobody waits for a lock that he releases himself.
        if holding.task != last.task, holding.acquired.clampedSubtracting(last.released ?? 0) <= Self.handOver
        {
            last.waiting += 1
        }
        settle(last)
    }

    fileprivate mutating func release(_ number: Int64, by task: Int64, at: Int64, waiting: Int64) {
        finish()
        guard var holding = open.removeValue(forKey: number) else {
            foreignReleases += 1
            return
        }
        if task == holding.task { ownReleases += 1 } else { foreignReleases += 1 }
        holding.released = at
        holding.waiting = max(waiting, 0)
        last = holding
    }

    fileprivate mutating func finish() {
        if let last { settle(last) }
    }

    private mutating func settle(_ holding: LockDigest.Holding) {
        last = nil
        let lasted = holding.lasted(until: holding.acquired)
        holdings += 1
        held = held.clampedAdding(lasted)
        sites[holding.site] = (sites[holding.site] ?? 0).clampedAdding(lasted)
        guard holding.waiting > 0 else { return }
        contended += 1
        waiting = waiting.clampedAdding(holding.waiting)
        longest.append(holding)
        guard longest.count > Self.longestKept else { return }
        longest.sort { $0.lasted(until: $0.acquired) > $1.lasted(until: $1.acquired) }
        longest.removeLast()
    }
}
