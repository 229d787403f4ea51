internal import ReportLibrary
internal import TraceStore

/// Of each task that was alive at a time, the step that was going on then, or came next.
///
/// Goes forward from the time, and stops when all are found: most tasks run again soon. For the few that do not, SQLite
/// looks on alone. Nothing is asked of those that do at the end of the trace what they did then.
struct FollowingSteps {
    /// The ends of the steps, which are their keys.
    private(set) var ends: [Int64] = []

    private static let near: Int64 = 100_000

    init(_ trace: TraceReader, at time: Int64) throws {
        var left: [Int64: Int64] = [:]
        try trace.run(ReportLibrary.sql("tasks/alive"), ["at": .integer(time)]) { row in
            let open = row.integer(at: 2)
            if let open, open <= time { return }
            left[row.number(at: 0)] = (row.integer(at: 1) ?? open ?? .max).clampedAdding(1000)
        }
        guard !left.isEmpty else { return }
        var last = time
        var isOver = false
        let query = try PreparedQuery(ReportLibrary.sql("tasks/following"), ["at", "limit"], in: trace)
        try query.forEach(time, Self.near) { row in
            last = row.number(at: 0)
            if left.removeValue(forKey: row.number(at: 1)) != nil { ends.append(last) }
            isOver = left.isEmpty
            return !isOver
        }
        guard !isOver, let latest = left.values.max() else { return }
        let tasks = SQLiteValue.text("[" + left.keys.map(String.init).joined(separator: ",") + "]")
        let rest = try PreparedQuery(ReportLibrary.sql("tasks/following_of"), ["at", "last"], in: trace)
        try rest.bind(tasks, to: "tasks")
        try rest.forEach(last, latest) { row in
            if left.removeValue(forKey: row.number(at: 1)) != nil { ends.append(row.number(at: 0)) }
            return !left.isEmpty
        }
    }
}
