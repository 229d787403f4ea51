internal import ReportLibrary
internal import TraceStore

struct LockHeldAtEndRule: FindingRule {
    static let id = "lock-held-at-end"
    static let summary = "Tasks that ended while they held a lock."

    func findings(in trace: TraceReader, _ digest: TraceDigest) throws -> [Finding] {
        let locks = try digest.locks
        let completeness = try digest.completeness
        // It may have been released at a time of which there are no details.
        guard !completeness.hasDropped else { return [] }
        let held = locks.locks.sorted().flatMap { lock in
            (locks.totals[lock]?.open.values.map { (lock: lock, holding: $0) } ?? [])
        }
        guard !held.isEmpty else { return [] }
        var findings: [Finding] = []
        for (lock, holding) in held where findings.count < FindingRules.most {
            guard let ended = try end(of: holding.task, in: trace) else { continue }
            findings.append(
                try finding(
                    lock, holding, ended, isHandedOver: (locks.totals[lock]?.foreignReleases ?? 0) > 0,
                    hasLosses: completeness.hasLosses, in: trace))
        }
        return findings
    }

    /// When the task ended; nil while it lives, or if it is not known.
    private func end(of task: Int64, in trace: TraceReader) throws -> Int64? {
        try trace.rows(ReportLibrary.sql("findings/task"), ["task": .integer(task)]) { $0.integer("ended") }
            .first ?? nil
    }

    private func finding(
        _ lock: Int64, _ holding: LockDigest.Holding, _ ended: Int64, isHandedOver: Bool,
        hasLosses: Bool, in trace: TraceReader
    ) throws -> Finding {
        let name = try trace.objectName(lock)
        let task = try trace.taskName(holding.task)
        let waiting =
            try trace.rows(
                ReportLibrary.sql("findings/lock_waiters"), ["lock": .integer(lock)]
            ) { $0.count("tasks") }.first ?? 0
        var evidence = [
            "Taken at \(Units.duration(holding.acquired)); the task ended at \(Units.duration(ended))."
        ]
        if waiting > 0 { evidence.append("\(Units.count(waiting, "task")) waited for it at the end.") }
        if isHandedOver { evidence.append("Other holdings of it were ended by another task.") }
        if hasLosses { evidence.append("Records were lost: its release may be among them.") }
        return Finding(
            rule: Self.id, severity: isHandedOver || hasLosses ? .note : waiting > 0 ? .error : .warning,
            message: "\(task.capitalizedFirst) ended without releasing '\(name)'.",
            culprit: try trace.place(holding.site), evidence: evidence,
            remedy: "Use 'withLock', which releases it on every way out.",
            subject: name, task: holding.task, at: holding.acquired, view: "lock_holdings",
            rows: "lock = \(lock) AND holding = \(holding.number)")
    }
}
