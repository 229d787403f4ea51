internal import TraceStore

struct LockAcrossAwaitRule: FindingRule {
    static let id = "lock-across-await"
    static let summary =
        "Locks that are held while their holders wait for something else, and others for them."

    func findings(in trace: TraceReader, _ digest: TraceDigest) throws -> [Finding] {
        try digest.contendedLocks.filter { $0.trouble == .awaits }.map { lock in
            let longest = lock.longest
            let name = try trace.objectName(lock.lock)
            return Finding(
                rule: Self.id, severity: .warning,
                message:
                    "'\(name)' was held for up to \(Units.duration(longest.held)) while its holder itself waited"
                    + (longest.reason.map { " for \($0)" } ?? "") + ", and others waited for it.",
                culprit: try trace.place(longest.holding.site),
                evidence: [
                    "In the longest, \(try trace.taskName(longest.holding.task)) waited for "
                        + "\(Units.duration(longest.waited)) and ran for \(Units.duration(longest.ran))"
                        + (longest.place.map { "; it waited longest in \($0.sentence)." } ?? "."),
                    lock.cost,
                ],
                remedy:
                    "Wait before the lock is taken or after it is released, and hold it for what must not be divided.",
                subject: name, task: longest.holding.task, at: longest.holding.acquired,
                view: "lock_holdings",
                rows: "lock = \(lock.lock) AND holding = \(longest.holding.number)")
        }
    }
}
