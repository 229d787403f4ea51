internal import ReportLibrary
internal import TraceStore

/// A lock for which others had to wait long, and why they had to.
struct ContendedLock: Sendable {
    enum Trouble: Sendable {
        /// The holder waited for something itself.
        case awaits
        /// The holder was at work for long.
        case longHold
        /// Each held it for a moment, and nearly everybody had to wait for it.
        case convoy
    }

    /// What the holder did in the longest holding.
    struct Longest: Sendable {
        let holding: LockDigest.Holding
        let held: Int64
        let ran: Int64
        let waited: Int64
        let reason: String?
        let place: Finding.Culprit?
    }

    let lock: Int64
    let trouble: Trouble
    let totals: LockDigest.Totals
    let waits: WaitSum
    let longest: Longest

    /// Somebody had to wait so long. Shorter waits are what a lock is for.
    static let longestWait: Int64 = 50_000_000
    /// All together had to wait so long.
    static let totalWait: Int64 = 100_000_000
    /// A holding that lasts so long is a long one.
    static let longHold: Int64 = 50_000_000
    /// So many holdings, before it is said of a lock how it is used.
    static let convoyHoldings: Int64 = 50
    /// So many wait whenever it is released.
    static let convoyWaiting: Int64 = 2
    /// So many locks are looked at, those that were waited for longest.
    private static let considered = 20

    static func all(in trace: TraceReader, _ digest: TraceDigest) throws -> [ContendedLock] {
        let waits = try digest.waits.locks.filter { $0.value.total >= totalWait }
        guard !waits.isEmpty else { return [] }
        let locks = try digest.locks
        let now = try digest.duration
        return try waits.filter { locks.locks.contains($0.key) }
            .sorted { ($1.value.total, $0.key) < ($0.value.total, $1.key) }
            .prefix(considered)
            .compactMap { lock, waits in
                guard let totals = locks.totals[lock] else { return nil }
                return try ContendedLock(lock, totals, waits, now, trace)
            }
    }

    private init?(
        _ lock: Int64, _ totals: LockDigest.Totals, _ waits: WaitSum, _ now: Int64, _ trace: TraceReader
    ) throws {
        let looked = try totals.longest.map { try Self.look(at: $0, of: lock, now, trace) }
        guard var longest = looked.max(by: { $0.held < $1.held }) else { return nil }
        let held = looked.reduce(Int64(0)) { $0.clampedAdding($1.held) }
        let waited = looked.reduce(Int64(0)) { $0.clampedAdding($1.waited) }
        if waits.longest >= Self.longestWait, waited >= held / 2 {
            trouble = .awaits
        } else if waits.longest >= Self.longestWait, let busiest = looked.max(by: { $0.ran < $1.ran }),
            busiest.ran >= Self.longHold
        {
            // A holder that gets no thread is not at work: others keep it from that.
            (trouble, longest) = (.longHold, busiest)
        } else if totals.holdings >= Self.convoyHoldings, totals.contended * 2 >= totals.holdings,
            totals.waiting >= Self.convoyWaiting.multipliedClamped(by: totals.holdings)
        {
            trouble = .convoy
        } else {
            return nil
        }
        (self.lock, self.totals, self.waits, self.longest) = (lock, totals, waits, longest)
    }

    private static func look(
        at holding: LockDigest.Holding, of lock: Int64, _ now: Int64, _ trace: TraceReader
    ) throws -> Longest {
        let parameters: [String: SQLiteValue] = [
            "lock": .integer(lock), "task": .integer(holding.task), "from": .integer(holding.acquired),
            "to": .integer(holding.released ?? now),
        ]
        let held = holding.lasted(until: now)
        let found = try trace.rows(ReportLibrary.sql("findings/holder_steps"), parameters) { row in
            Longest(
                holding: holding, held: held, ran: row.count("ran_ns"),
                waited: min(row.count("waited_ns"), held),
                reason: row.text("reason"), place: row.culprit)
        }.first
        return found
            ?? Longest(holding: holding, held: held, ran: 0, waited: 0, reason: nil, place: nil)
    }
}

extension Int64 {
    fileprivate func multipliedClamped(by other: Int64) -> Int64 {
        let (product, overflow) = multipliedReportingOverflow(by: other)
        return overflow ? .max : product
    }
}

extension ContendedLock {
    /// How many had to wait, and how long.
    var cost: String {
        "\(Units.count(waits.count, "time")) somebody had to wait for it, \(Units.duration(waits.longest)) at most, "
            + "\(Units.duration(waits.total)) together."
    }

    /// The place from which it was held longest together.
    var mostHeldFrom: Int64? { totals.sites.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key }
}
