internal import TraceStore

struct LongHoldRule: FindingRule {
    static let id = "long-hold"
    static let summary = "Locks that are held during long work, while others wait for them."

    func findings(in trace: TraceReader, _ digest: TraceDigest) throws -> [Finding] {
        try digest.contendedLocks.filter { $0.trouble == .longHold }.map { lock in
            let longest = lock.longest
            let name = try trace.objectName(lock.lock)
            return Finding(
                rule: Self.id, severity: .warning,
                message: "'\(name)' was held for \(Units.duration(longest.held)) while "
                    + "\(Units.count(longest.holding.waiting, "task")) waited for it.",
                culprit: try trace.place(longest.holding.site),
                evidence: [
                    "It was \(try trace.taskName(longest.holding.task)), which ran for \(Units.duration(longest.ran)) "
                        + "of that time, from \(Units.duration(longest.holding.acquired)) on.",
                    lock.cost,
                ],
                remedy: "Do the work before the lock is taken, and hold it for what must not be divided.",
                subject: name, task: longest.holding.task, at: longest.holding.acquired,
                view: "lock_holdings",
                rows: "lock = \(lock.lock) AND holding = \(longest.holding.number)")
        }
    }
}
