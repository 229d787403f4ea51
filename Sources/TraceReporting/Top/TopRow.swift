/// A line of the table: a task, or all tasks of a name.
package struct TopRow: Sendable {
    package enum Key: Sendable, Hashable {
        case name(String)
        case task(Int64)
    }

    package let key: Key
    package let name: String
    package var shares: TopSample.Shares
    /// How many tasks it is of, and how many of these run, are ready, and wait.
    package var tasks = 1
    package var running = 0
    package var ready = 0
    package var waiting = 0
    /// Of a task alone.
    package var task: TopSample.Task?

    fileprivate init(_ task: TopSample.Task, key: Key) {
        self.key = key
        name = task.name
        shares = TopSample.Shares()
        tasks = 0
        add(task)
        if case .task = key { self.task = task }
    }

    fileprivate mutating func add(_ task: TopSample.Task) {
        shares.add(task.shares)
        tasks += 1
        running += task.state == .running ? 1 : 0
        ready += task.state == .ready ? 1 : 0
        waiting += task.state == .waiting ? 1 : 0
    }
}

/// Which rows are shown, and in which order.
package struct TopOrder: Sendable, Hashable {
    package enum Column: String, CaseIterable, Sendable {
        case run, ready, wait, steps, tasks, name
    }

    package var column = Column.run
    package var isReversed = false
    /// What a name must have in it, in letters of any case.
    package var filter = ""

    package init(column: Column = .run, isReversed: Bool = false, filter: String = "") {
        (self.column, self.isReversed, self.filter) = (column, isReversed, filter)
    }

    /// The names of a sample.
    package func names(_ sample: TopSample) -> [TopRow] {
        var rows: [String: TopRow] = [:]
        for task in sample.tasks where matches(task.name) {
            if rows[task.name] == nil {
                rows[task.name] = TopRow(task, key: .name(task.name))
            } else {
                rows[task.name]?.add(task)
            }
        }
        return rows.values.sorted(by: comesFirst)
    }

    /// The tasks of a name, or all.
    package func tasks(_ sample: TopSample, of name: String?) -> [TopRow] {
        sample.tasks.filter { (name == nil || $0.name == name) && matches($0.name) }
            .map { TopRow($0, key: .task($0.id)) }.sorted(by: comesFirst)
    }

    private func matches(_ name: String) -> Bool {
        filter.isEmpty || name.lowercased().contains(filter.lowercased())
    }

    private func comesFirst(_ one: TopRow, _ other: TopRow) -> Bool {
        let order: Int =
            switch column {
            case .run: compare(one.shares.run, other.shares.run)
            case .ready: compare(one.shares.ready, other.shares.ready)
            case .wait: compare(one.shares.wait, other.shares.wait)
            case .steps: compare(one.shares.steps, other.shares.steps)
            case .tasks: compare(Int64(one.tasks), Int64(other.tasks))
            case .name: one.name == other.name ? 0 : one.name < other.name ? 1 : -1
            }
        if order != 0 { return (order > 0) != isReversed }
        // Rows that are equal keep their places from one second to the next.
        if one.name != other.name { return one.name < other.name }
        return (one.task?.id ?? 0) < (other.task?.id ?? 0)
    }

    /// More comes first.
    private func compare(_ one: Int64, _ other: Int64) -> Int { one == other ? 0 : one > other ? 1 : -1 }
}
