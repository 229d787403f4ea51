internal import ReportLibrary
package import TraceStore

/// Where a task's time went, and what that depended on.
package struct TaskWhy: Sendable {
    package let task: Int64
    package let label: String
    let kind: String
    /// ok, threw, cancelled or alive.
    package let outcome: String
    let created: Int64?
    let ended: Int64?
    let parent: Int64?
    let parentLabel: String?
    let runs: PathNames.Place
    let createdAt: PathNames.Place
    /// The stretch that is looked at: its life, as far as the trace knows of it.
    package let from: Int64
    package let to: Int64
    package private(set) var account: TaskAccount
    package let path: CriticalPath
    /// The path's segments of one task, kind and place together, those that took longest first.
    package let shares: [PathShare]
    let waits: [NamedWaits]
    let wakers: [NamedWaker]
    /// What the tasks, places and objects of the path are called.
    let segmentNames: SegmentNames
    let unknownReason: String?

    package struct NamedWaits: Sendable {
        let reason: String
        let object: String?
        let objectNumber: Int64?
        let place: PathNames.Place
        let sum: TaskAccount.Sum
    }

    package struct NamedWaker: Sendable {
        let name: String
        let isTask: Bool
        fileprivate(set) var sum: TaskAccount.Sum

        /// Threads of the same name are one.
        fileprivate static func all(of wakers: [TaskAccount.Waker], _ names: PathNames) throws -> [NamedWaker]
        {
            var places: [String: Int] = [:]
            var result: [NamedWaker] = []
            for waker in wakers.prefix(mostNamed) {
                let name =
                    try waker.task.map { try names.task($0) } ?? waker.thread.map { try names.thread($0) }
                let named = NamedWaker(name: name ?? "(unknown)", isTask: waker.task != nil, sum: waker.sum)
                let key = "\(named.isTask) \(named.name)"
                if let place = places[key] {
                    result[place].sum.add(waker.sum)
                } else {
                    places[key] = result.count
                    result.append(named)
                }
            }
            return result.enumerated().sorted {
                ($1.element.sum.total, $0.offset) < ($0.element.sum.total, $1.offset)
            }
            .map(\.element)
        }
    }

    package var duration: Int64 { to.clampedSubtracting(from) }
    /// What of its life no step tells; never less than nothing.
    package var unknown: Int64 {
        max(
            0,
            duration.clampedSubtracting(account.run).clampedSubtracting(account.ready).clampedSubtracting(
                account.wait))
    }

    /// Nil if there is no such task.
    package init?(_ trace: TraceReader, task: Int64, cells: Int = 60, limit: Int = CriticalPath.most) throws {
        let facts = try trace.rows(ReportLibrary.sql("why/task"), ["task": .integer(task)], as: Facts.init)
            .first
        guard let facts else { return nil }
        let end = try trace.rows(ReportLibrary.sql("tasks/end")) { $0.integer("at") ?? 0 }.first ?? 0
        let source = try TracePathSource(trace, end: end)
        let names = try PathNames(trace)
        let entry = try trace.rows(ReportLibrary.sql("why/life"), ["task": .integer(task)]) {
            $0.integer("entry")
        }
        let to = facts.ended ?? end
        var account = try TaskAccount(
            trace, task: task, from: facts.created ?? 0, to: to, entry: entry.first.flatMap(\.self),
            cells: cells)
        if let open = try source.openStep(of: task) { account.add(open: open) }
        if let kept = account.kept { source.remember(kept, of: task) }
        let from = min(facts.created ?? account.first ?? to, to)
        path = try Self.path(task, from, to, source, account.lengths, limit)
        (self.task, self.from, self.to, self.account) = (task, from, to, account)
        (label, kind, outcome) = (facts.label, facts.kind, facts.outcome)
        (created, ended, parent, parentLabel) = (facts.created, facts.ended, facts.parent, facts.parentLabel)
        (runs, createdAt) = (facts.runs, facts.createdAt)
        waits = try account.waits.prefix(Self.mostNamed).map { waits in
            NamedWaits(
                reason: PathNames.reason(waits.reason),
                object: try names.object(waits.object, reason: waits.reason), objectNumber: waits.object,
                place: try names.place(waits.site), sum: waits.sum)
        }
        wakers = try NamedWaker.all(of: account.wakers, names)
        shares = try PathShare.all(of: path.segments, names)
        segmentNames = SegmentNames(names)
        unknownReason =
            path.segments.contains { $0.kind == .unknown }
            ? try Self.unknownReason(path.segments.filter { $0.kind == .unknown }, trace) : nil
    }

    private static let mostNamed = 500
    /// Of a task that waits often, the longest waits are followed.
    private static let mostFollowed: Int64 = 1000
    private static let fewest: Int64 = 20

    /// Where there is too much to follow, only the few longest waits are followed.
    private static func path(
        _ task: Int64, _ from: Int64, _ to: Int64, _ source: TracePathSource, _ waits: DurationHistogram,
        _ limit: Int
    ) throws -> CriticalPath {
        let path = try CriticalPath(
            of: task, from: from, to: to, in: source, shortest: waits.threshold(keeping: mostFollowed),
            limit: limit)
        guard path.isCut else { return path }
        return try CriticalPath(
            of: task, from: from, to: to, in: source, shortest: waits.threshold(keeping: fewest), limit: limit
        )
    }

    private struct Facts {
        let label, kind, outcome: String
        let created, ended, parent: Int64?
        let parentLabel: String?
        let runs, createdAt: PathNames.Place

        init(_ row: TraceReader.Row) {
            label = row.text("label") ?? "(unknown)"
            kind = row.text("kind") ?? "unknown"
            outcome = row.text("outcome") ?? "unknown"
            (created, ended, parent) = (row.integer("created"), row.integer("ended"), row.integer("parent"))
            parentLabel = row.text("parent_label")
            runs = PathNames.Place(
                function: row.text("function"), file: row.text("file"), line: row.integer("line"))
            createdAt = PathNames.Place(
                function: row.text("created_function"), file: row.text("created_file"),
                line: row.integer("created_line"))
        }
    }

    /// Why something is not known, as far as the trace tells.
    private static func unknownReason(_ segments: [PathSegment], _ trace: TraceReader) throws -> String? {
        var reasons: [String] = []
        if segments.contains(where: { $0.note == .cut }) { reasons.append("the path is too long") }
        let windows = try DetailCoverage(trace).windows
        if segments.contains(where: { segment in
            !windows.contains { $0.first <= segment.from && ($0.isOpen || segment.to <= $0.last) }
        }) {
            reasons.append("details were dropped")
        }
        let gaps = try trace.rows(ReportLibrary.sql("why/coverage_gaps")) {
            ($0.integer("first") ?? 0, $0.integer("last") ?? .max)
        }
        if segments.contains(where: { segment in gaps.contains { $0.0 <= segment.to && segment.from <= $0.1 }
        }) {
            reasons.append("records were lost")
        }
        return reasons.isEmpty ? nil : reasons.joined(separator: ", ")
    }
}
