internal import ReportLibrary
internal import TraceStore

/// The tasks that get a lane of their own, in the order of their creation: their lives and their sums.
struct TimelineTasks {
    struct Row {
        let id: Int64
        let created, ended, parent: Int64?
        let run, ready, wait, steps: Int64
        /// Which of `kinds`.
        var kind: Int32

        var length: Int64 { run.clampedAdding(ready).clampedAdding(wait) }
    }

    /// What many tasks have in common.
    struct Kind: Hashable {
        let name, entry, kind, outcome, site, stack: Int64?
    }

    private(set) var rows: [Row] = []
    private(set) var kinds: [Kind] = []
    private(set) var rowOfTask: NumberIndex

    /// All tasks, or those in `chosen`.
    init(_ trace: TraceReader, chosen: Set<Int64>?) throws {
        var numbers: [Kind: Int32] = [:]
        var (rows, kinds): ([Row], [Kind]) = ([], [])
        var isSorted = true
        try trace.run(ReportLibrary.sql("timeline/tasks")) { statement in
            let id = statement.number(at: 0)
            if let chosen, !chosen.contains(id) { return }
            let kind = Kind(
                name: statement.integer(at: 1), entry: statement.integer(at: 2),
                kind: statement.integer(at: 3),
                outcome: statement.integer(at: 4), site: statement.integer(at: 12),
                stack: statement.integer(at: 13))
            let number = numbers[kind] ?? Int32(kinds.count)
            if number == kinds.count {
                numbers[kind] = number
                kinds.append(kind)
            }
            let row = Row(
                id: id, created: statement.integer(at: 6), ended: statement.integer(at: 7),
                parent: statement.integer(at: 5), run: statement.number(at: 8),
                ready: statement.number(at: 9),
                wait: statement.number(at: 10), steps: statement.number(at: 11), kind: number)
            if let last = rows.last { isSorted = isSorted && Self.isEarlier(last, row) }
            rows.append(row)
        }
        if !isSorted { rows.sort(by: Self.isEarlier) }
        (self.rows, self.kinds) = (rows, kinds)
        rowOfTask = NumberIndex(rows.lazy.map(\.id))
    }

    /// Gives up all but those that did not end well or not at all, and then those that took longest.
    mutating func keep(_ count: Int) {
        func isLess(_ one: Int, _ other: Int) -> Bool {
            let (isGood, isGoodToo) = (isGood(rows[one]), isGood(rows[other]))
            if isGood != isGoodToo { return isGoodToo }
            return (rows[other].length, one) < (rows[one].length, other)
        }
        let kept = rows.indices.sorted(by: isLess).prefix(count).sorted()
        var numbers: [Int32: Int32] = [:]
        var left: [Kind] = []
        rows = kept.map { index in
            var row = rows[index]
            let number = numbers[row.kind] ?? Int32(left.count)
            if number == left.count {
                numbers[row.kind] = number
                left.append(kinds[Int(row.kind)])
            }
            row.kind = number
            return row
        }
        kinds = left
        rowOfTask = NumberIndex(rows.lazy.map(\.id))
    }

    private func isGood(_ row: Row) -> Bool {
        row.ended != nil && kinds[Int(row.kind)].outcome != 1 && kinds[Int(row.kind)].outcome != 2
    }

    private static func isEarlier(_ one: Row, _ other: Row) -> Bool {
        (one.created ?? 0, one.id) < (other.created ?? 0, other.id)
    }

    /// What a kind of task is called: by its name, else by the function that it runs. Both are numbers of the trace.
    enum Label: Hashable {
        case name(Int64)
        case function(Int64)
        case none
    }

    func label(of kind: Kind) -> Label {
        kind.name.map(Label.name) ?? kind.entry.map(Label.function) ?? .none
    }

    /// The columns of all rows.
    func columns() -> [(String, PageValue)] {
        var (parents, strangers) = (CompactColumn(), CompactColumn())
        for (row, task) in rows.enumerated() {
            guard let id = task.parent, let parent = rowOfTask[id] else {
                parents.append(task.parent == nil ? nil : 0)
                if let id = task.parent { strangers.append(id) }
                continue
            }
            // Mostly a task made just before, or one of the first.
            let isNear = parent < row && row - parent <= parent + 1
            parents.append(isNear ? Int64(row - parent) : -Int64(parent) - 1)
        }
        return [
            ("id", .compact(.runs(Self.differences(rows.lazy.map(\.id))))),
            ("created", .compact(created)),
            (
                "life",
                .compact(
                    CompactColumn(
                        rows.lazy.map { row in row.ended.map { $0.clampedSubtracting(row.created ?? 0) } }))
            ),
            ("kind", .compact(CompactColumn(rows.lazy.map { Int64($0.kind) }))),
            ("parent", .compact(parents)),
            ("strangers", .compact(strangers)),
            ("run_ns", .compact(CompactColumn(rows.lazy.map(\.run)))),
            ("ready_ns", .compact(CompactColumn(rows.lazy.map(\.ready)))),
            // What is left of a life is mostly its waits: said is how far it is from that.
            ("rest_ns", .compact(.runs(rows.lazy.map(Self.rest)))),
            ("steps", .compact(.runs(rows.lazy.map(\.steps)))),
        ]
    }

    /// Nothing of a task older than the trace: those come first, at time 0.
    private var created: CompactColumn {
        var column = CompactColumn()
        var previous: Int64 = 0
        for row in rows {
            column.append(row.created.map { $0.clampedSubtracting(previous) })
            previous = row.created ?? previous
        }
        return column
    }

    private static func rest(_ row: Row) -> Int64 {
        let life = row.ended.map { $0.clampedSubtracting(row.created ?? 0) } ?? 0
        return life.clampedSubtracting(row.run).clampedSubtracting(row.ready).clampedSubtracting(row.wait)
    }

    private static func differences(_ numbers: some Sequence<Int64>) -> [Int64?] {
        var previous: Int64 = 0
        return numbers.map { number in
            defer { previous = number }
            return number.clampedSubtracting(previous)
        }
    }
}
