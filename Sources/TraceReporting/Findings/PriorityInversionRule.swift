internal import ReportLibrary
internal import TraceStore

struct PriorityInversionRule: FindingRule {
    static let id = "priority-inversion"
    static let summary = "Tasks that waited for a lock that a task of lower priority held."

    func findings(in trace: TraceReader, _ digest: TraceDigest) throws -> [Finding] {
        let waits = try digest.steps.lockWaits.steps
        var inversions: [(culprit: Finding.Culprit?, findings: [Inversion])] = []
        for wait in waits.prefix(Self.considered) {
            guard let waker = wait.waker,
                let found = try trace.rows(
                    ReportLibrary.sql("findings/priority_inversion"),
                    [
                        "task": .integer(wait.task), "holder": .integer(waker),
                        "woken": .integer(wait.woken),
                        "from": .integer(wait.woken.clampedSubtracting(wait.wait)),
                    ], as: Inversion.init
                ).first
            else { continue }
            if let index = inversions.firstIndex(where: { $0.culprit == found.culprit }) {
                inversions[index].findings.append(found)
            } else {
                inversions.append((found.culprit, [found]))
            }
        }
        return inversions.prefix(FindingRules.most).compactMap { finding($0.findings) }
    }

    /// Of so many waits, the longest, the priorities are looked up.
    private static let considered = 40

    private struct Inversion {
        let task: Int64
        let label, holder: String
        let priority, holderPriority: Int64
        let lock: String?
        let wait, from: Int64
        let culprit: Finding.Culprit?

        init(_ row: TraceReader.Row) {
            task = row.count("task")
            label = row.text("label") ?? "(unknown)"
            holder = row.text("holder_label") ?? "(unknown)"
            priority = row.count("priority")
            holderPriority = row.count("holder_priority")
            lock = row.text("lock_name")
            wait = row.count("wait_ns")
            from = row.count("at")
            culprit = row.culprit
        }
    }

    private func finding(_ inversions: [Inversion]) -> Finding? {
        guard let longest = inversions.first else { return nil }
        let lock = longest.lock.map { "'\($0)'" } ?? "a lock"
        let total = inversions.reduce(Int64(0)) { $0.clampedAdding($1.wait) }
        return Finding(
            rule: Self.id, severity: .warning,
            message: "'\(CodeName.function(longest.label))', of priority \(longest.priority), waited "
                + "\(Units.duration(longest.wait)) for \(lock), which '\(CodeName.function(longest.holder))', of "
                + "priority \(longest.holderPriority), held.",
            culprit: longest.culprit,
            evidence: [
                "\(Units.count(Int64(inversions.count), "such wait")) of tasks of higher priority for holders of lower, "
                    + "together \(Units.duration(total)).",
                "A lock does not lend its holder the priority of those who wait for it.",
            ],
            remedy: "Hold the lock for less, without an await in between, or run both at one priority.",
            subject: longest.lock ?? longest.label, task: longest.task, at: longest.from, view: "awaits")
    }
}
