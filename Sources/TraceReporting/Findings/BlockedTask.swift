internal import ReportLibrary
internal import TraceStore

/// A task that waited at the end of the trace, and who alone can end its wait, as far as that is known.
struct BlockedTask: Sendable {
    let task: Int64
    let reason: String
    let object: Int64?
    let since: Int64
    let site: Int64
    /// One of these has to go on.
    var needs: [Int64] = []
    /// Where a lock that it waits for was taken.
    var heldFrom: Int64?
    /// Whether nobody else can come of whom the trace says nothing.
    var isCertain = true

    /// All tasks that waited, by their number.
    static func all(in trace: TraceReader, _ digest: TraceDigest) throws -> [Int64: BlockedTask] {
        let waiting = try trace.rows(ReportLibrary.sql("findings/open_waits")) { row in
            BlockedTask(
                task: row.count("task"), reason: row.text("reason") ?? "", object: row.integer("object"),
                since: row.count("since"), site: row.count("site"))
        }
        let reasons = Set(waiting.map(\.reason))
        let children = reasons.contains("group") ? try Self.groupChildren(in: trace) : [:]
        let completeness = try digest.completeness
        // Where details were left out, neither the holders of locks nor the users of queues are known.
        let holders =
            completeness.hasDropped || reasons.isDisjoint(with: ["lock", "semaphore"])
            ? [:] : try digest.locks.totals
        var queues: [String: [Int64]] = [:]
        let sources =
            reasons.isDisjoint(with: ["future", "futures"])
            ? FutureSources() : try FutureSources(trace, at: digest.duration)
        var blocked: [Int64: BlockedTask] = [:]
        for var one in waiting {
            switch (one.reason, one.object) {
            case ("task", let task?), ("async_let", let task?): one.needs = [task]
            case ("group", _): one.needs = children[one.task] ?? []
            case ("lock", let lock?), ("semaphore", let lock?):
                one.need(holders[lock])
                one.isCertain = !completeness.hasLosses
            case ("future", let future?), ("futures", let future?): one.needs = sources.tasks(of: future)
            case ("queue_put", let queue?), ("queue_get", let queue?):
                guard !completeness.hasDropped else { break }
                let operation = one.reason == "queue_put" ? "get" : "put"
                let key = "\(operation) \(queue)"
                if queues[key] == nil, queues.count < Self.mostLooked {
                    queues[key] = try Self.users(of: queue, operation, in: trace)
                }
                one.needs = queues[key] ?? []
                one.isCertain = false
            default: break
            }
            blocked[one.task] = one
        }
        return blocked
    }

    /// Each takes a look through a table.
    private static let mostLooked = 40

    private mutating func need(_ totals: LockDigest.Totals?) {
        // Where one task takes what another one releases, no holder is known.
        guard let totals, totals.foreignReleases == 0, reason == "lock" || totals.ownReleases > 0 else {
            return
        }
        needs = totals.open.values.map(\.task)
        if needs.contains(0) { needs = [] }
        heldFrom = totals.open.values.max { $0.acquired < $1.acquired }?.site
    }

    private static func groupChildren(in trace: TraceReader) throws -> [Int64: [Int64]] {
        var children: [Int64: [Int64]] = [:]
        try trace.run(ReportLibrary.sql("findings/group_children")) { row in
            children[row.number(at: 1), default: []].append(row.number(at: 0))
        }
        return children
    }

    /// Who has put into a queue, or got from it; none where somebody has who is no task.
    private static func users(
        of queue: Int64, _ operation: String, in trace: TraceReader
    ) throws -> [Int64] {
        let users = try trace.rows(
            ReportLibrary.sql("findings/queue_users"),
            ["queue": .integer(queue), "operation": .text(operation)]
        ) { $0.integer("task") }
        return users.contains(nil) ? [] : users.compactMap(\.self)
    }
}
