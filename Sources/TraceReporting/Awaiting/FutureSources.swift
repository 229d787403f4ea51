internal import ReportLibrary
package import TraceStore

/// Where the ends of futures come from: which tasks are awaited by whoever waits for a future.
package struct FutureSources: Sendable {
    /// Of a future, the tasks whose results it has, and the other futures that it waits for.
    private var tasks: [Int64: [Int64]] = [:]
    private var futures: [Int64: [Int64]] = [:]

    package init() {}

    /// As it was known at a time.
    package init(_ trace: TraceReader, at: Int64) throws {
        let rows = try trace.rows(ReportLibrary.sql("tasks/future_sources"), ["at": .integer(at)]) { row in
            (object: row.integer("object"), task: row.integer("task"), source: row.integer("source"))
        }
        for row in rows {
            guard let object = row.object else { continue }
            add(object, task: row.task, source: row.source)
        }
    }

    package mutating func add(_ object: Int64, task: Int64? = nil, source: Int64? = nil) {
        if let task, tasks[object]?.contains(task) != true { tasks[object, default: []].append(task) }
        if let source { futures[object, default: []].append(source) }
    }

    /// The tasks behind a future, also behind those that it waits for. Futures may lead back to themselves in a
    /// damaged trace.
    package func tasks(of future: Int64) -> [Int64] {
        var found: [Int64] = []
        var seen: Set<Int64> = [future]
        var left = [future]
        while let next = left.popLast() {
            found += tasks[next] ?? []
            for source in futures[next] ?? [] where seen.insert(source).inserted { left.append(source) }
        }
        return found
    }
}
