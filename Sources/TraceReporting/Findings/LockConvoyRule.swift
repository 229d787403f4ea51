internal import TraceStore

struct LockConvoyRule: FindingRule {
    static let id = "lock-convoy"
    static let summary = "Locks that are held for moments, and for which nearly everybody has to wait."

    func findings(in trace: TraceReader, _ digest: TraceDigest) throws -> [Finding] {
        try digest.contendedLocks.filter { $0.trouble == .convoy }.map { lock in
            let totals = lock.totals
            let name = try trace.objectName(lock.lock)
            let mean = totals.held / max(totals.holdings, 1)
            return Finding(
                rule: Self.id, severity: .warning,
                message:
                    "\(Units.count(lock.waits.count)) of \(Units.count(totals.holdings, "holding")) of '\(name)' "
                    + "had to be waited for, though each lasts \(Units.duration(mean)): tasks queue up for it.",
                culprit: try trace.place(lock.mostHeldFrom),
                evidence: [
                    lock.cost,
                    "Whenever it was released, \(Units.threeDigits(Double(totals.waiting) / Double(max(totals.holdings, 1)))) "
                        + "tasks waited for it on average.",
                ],
                remedy: "Take it less often: collect what is to be done under it, or divide what it guards.",
                subject: name, task: lock.longest.holding.task, at: lock.longest.holding.acquired,
                view: "locks",
                rows: "id = \(lock.lock)")
        }
    }
}
