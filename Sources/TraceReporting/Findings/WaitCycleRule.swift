internal import ReportLibrary
internal import TraceStore

struct WaitCycleRule: FindingRule {
    static let id = "wait-cycle"
    static let summary = "Tasks that wait for each other, so that none of them will ever go on."

    func findings(in trace: TraceReader, _ digest: TraceDigest) throws -> [Finding] {
        let blocked = try BlockedTask.all(in: trace, digest)
        guard !blocked.isEmpty else { return [] }
        var dependencies = WaitDependencies()
        // Whoever has ended helps nobody any more: those that have got from a queue, for example.
        let alive = try Self.alive(in: trace)
        for one in blocked.values {
            dependencies.add(one.task, needs: one.needs.filter { alive.contains($0) })
        }
        let cycles = dependencies.cycles
        let stuck = cycles.isEmpty ? [] : dependencies.stuck
        return try cycles.map { $0.compactMap { blocked[$0] } }
            // Tasks that wait for each other's items may be at rest: whoever comes next wakes them.
            .filter { cycle in !cycle.isEmpty && !cycle.allSatisfy { $0.reason == "queue_get" } }
            .prefix(FindingRules.most)
            .map { try finding($0, behind: stuck.count - $0.count, try digest.duration, in: trace) }
    }

    private static func alive(in trace: TraceReader) throws -> Set<Int64> {
        var alive: Set<Int64> = []
        try trace.run(ReportLibrary.sql("findings/living")) { alive.insert($0.number(at: 0)) }
        return alive
    }

    private func finding(
        _ cycle: [BlockedTask], behind others: Int, _ now: Int64, in trace: TraceReader
    ) throws -> Finding {
        // The last to wait has closed the circle.
        let last = cycle.max { $0.since < $1.since } ?? cycle[0]
        let isCertain = cycle.allSatisfy(\.isCertain)
        var evidence = try cycle.prefix(Self.shown).enumerated().map { index, one in
            try line(one, next: cycle[(index + 1) % cycle.count].task, in: trace)
        }
        if cycle.count > Self.shown { evidence.append("… and \(cycle.count - Self.shown) more.") }
        if cycle.contains(where: { $0.reason.hasPrefix("queue") }) {
            evidence.append("As far as the trace shows, nobody else has used that queue.")
        } else if !isCertain {
            evidence.append("Records were lost: who has the locks may have changed.")
        }
        if others > 0 {
            evidence.append("\(Units.count(Int64(others), "more task")) could not go on either.")
        }
        return Finding(
            rule: Self.id, severity: isCertain ? .error : .warning,
            message: try message(cycle, Units.duration(now.clampedSubtracting(last.since)), in: trace),
            culprit: try trace.place(last.site), evidence: evidence,
            remedy:
                "Take locks in one order everywhere, and hold none while waiting for another task or a queue.",
            task: last.task, at: last.since, view: "awaits")
    }

    private func message(_ cycle: [BlockedTask], _ time: String, in trace: TraceReader) throws -> String {
        let names = try cycle.prefix(2).map { try trace.taskName($0.task) }
        switch cycle.count {
        case 1: return "\(names[0].capitalizedFirst) waited for itself for \(time): it will never go on."
        case 2:
            return
                "\(names[0].capitalizedFirst) and \(names[1]) waited for each other for \(time): neither will go on."
        default:
            return
                "\(cycle.count) tasks waited for each other in a circle for \(time): none of them will go on."
        }
    }

    private func line(_ one: BlockedTask, next: Int64, in trace: TraceReader) throws -> String {
        let place = try trace.place(one.site).map { ", in \($0.sentence)" } ?? ""
        let who = try trace.taskName(one.task).capitalizedFirst
        let other = try trace.taskName(next)
        guard let object = one.object, !["task", "async_let", "group"].contains(one.reason) else {
            return "\(who) waited for \(other)\(place)."
        }
        let name = try trace.objectName(object)
        switch one.reason {
        case "lock", "semaphore":
            let from = try trace.place(one.heldFrom).map { " took in \($0.sentence)" } ?? " had"
            return "\(who) waited for \(one.reason) '\(name)'\(place), which \(other)\(from)."
        case "queue_put": return "\(who) waited for room in '\(name)'\(place), from which \(other) gets."
        case "queue_get": return "\(who) waited for an item of '\(name)'\(place), into which \(other) puts."
        default: return "\(who) waited for \(one.reason) '\(name)'\(place), which \(other) is to end."
        }
    }

    private static let shown = 6
}
