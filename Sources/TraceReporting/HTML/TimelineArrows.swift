internal import ReportLibrary
internal import TraceStore

/// What one task did to another: put an item that it got, asked it to cancel.
struct TimelineArrows {
    /// Each with its tasks as rows of the page.
    private(set) var items: [(put: Int64, putter: Int?, got: Int64, getter: Int?, queue: Int64)] = []
    private(set) var requests: [(at: Int64, task: Int, by: Int?)] = []

    private static let limit = 60_000

    private struct Item: Hashable {
        let queue, number: Int64
    }

    /// Items whose put or get is in a window, and all requests.
    init(_ trace: TraceReader, _ rowOfTask: NumberIndex, isShown: (Int64) -> Bool) throws {
        var puts: [Item: (at: Int64, task: Int?, isShown: Bool)] = [:]
        var items = self.items
        try trace.run(ReportLibrary.sql("timeline/queue_items")) { statement in
            let (at, task) = (statement.number(at: 0), statement.integer(at: 4).flatMap { rowOfTask[$0] })
            let item = Item(queue: statement.number(at: 1), number: statement.number(at: 3))
            if statement.number(at: 2) == 1 {
                // Items that stay for long are few; what nobody gets must not fill the memory.
                if puts.count < 4 * Self.limit { puts[item] = (at, task, isShown(at)) }
            } else if let put = puts.removeValue(forKey: item), put.isShown || isShown(at),
                items.count < Self.limit
            {
                items.append((put.at, put.task, at, task, item.queue))
            }
        }
        self.items = items
        let limit: SQLiteValue = .integer(Int64(Self.limit))
        requests = try trace.rows(ReportLibrary.sql("timeline/requests"), ["limit": limit]) { row in
            row.integer("task").flatMap { rowOfTask[$0] }.map { task in
                (row.integer("at") ?? 0, task, row.integer("by_task").flatMap { rowOfTask[$0] })
            }
        }.compactMap { $0 }
    }

    func members(objects: (Int64) -> Int64?) -> [(String, PageValue)] {
        func row(_ row: Int?) -> Int64? { row.map(Int64.init) }
        return [
            (
                "items",
                .object([
                    ("count", .integer(Int64(items.count))),
                    ("got", .compact(CompactColumn(differences: items.lazy.map(\.got)))),
                    ("stay", .compact(CompactColumn(items.lazy.map { $0.got.clampedSubtracting($0.put) }))),
                    ("putter", .compact(CompactColumn(items.lazy.map { row($0.putter) }))),
                    ("getter", .compact(CompactColumn(items.lazy.map { row($0.getter) }))),
                    ("queue", .compact(CompactColumn(items.map { objects($0.queue) }))),
                ])
            ),
            (
                "requests",
                .object([
                    ("count", .integer(Int64(requests.count))),
                    ("at", .compact(CompactColumn(differences: requests.lazy.map(\.at)))),
                    ("task", .compact(CompactColumn(requests.lazy.map { Int64($0.task) }))),
                    ("by", .compact(CompactColumn(requests.lazy.map { row($0.by) }))),
                ])
            ),
        ]
    }
}
