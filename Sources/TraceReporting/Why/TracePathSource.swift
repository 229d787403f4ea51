internal import ReportLibrary
internal import TraceModel
package import TraceStore

/// What a walk asks, from a trace. No index is needed: whatever is looked for lies near the time at which the walk stands.
package final class TracePathSource: PathSource {
    private let trace: TraceReader
    /// Nothing is known behind it.
    let end: Int64
    private let from, before, open, life, get, put, holder, child: PreparedQuery
    private var futures: FutureSources?
    private var lives: [Int64: Life?] = [:]
    /// Steps that are at hand, in their order: those of the task whose path it is.
    private var known: (task: Int64, steps: [PathStep])?
    /// Where the last of them was found: the next is near.
    private var place = 0

    private struct Life {
        let life: PathLife
        let entry: Int64?
        /// What it is doing at the end, and since when its steps are over.
        let open: (step: PathStep, since: Int64)?
    }

    package init(_ trace: TraceReader, end: Int64) throws {
        func query(_ name: String, _ parameters: String...) throws -> PreparedQuery {
            try PreparedQuery(ReportLibrary.sql("why/" + name), parameters, in: trace)
        }
        self.trace = trace
        self.end = end
        from = try query("step_from", "task", "from", "before")
        before = try query("step_before", "task", "from", "before")
        open = try query("open", "task")
        life = try query("life", "task")
        get = try query("get", "task", "after", "until")
        put = try query("put", "at", "queue", "item")
        holder = try query("holder", "lock")
        child = try query("living_child", "task")
    }

    func remember(_ steps: [PathStep], of task: Int64) { known = (task, steps) }

    package func step(of task: Int64, endingFrom first: Int64, before limit: Int64) throws -> PathStep? {
        let found = try self.found(task)
        if let known, known.task == task {
            let index = index(of: first, in: known.steps)
            if index < known.steps.count, known.steps[index].ended < limit { return known.steps[index] }
        } else {
            // No step of it ends behind these: looking on would take as long as the trace is.
            let last = (found?.life.ended ?? found?.open?.since)?.clampedAdding(1000) ?? .max
            let step = try from.first(task, first, min(limit, last)) { Self.step($0, task, found?.entry) }
            if let step { return step }
        }
        guard let open = found?.open?.step, open.ended >= first, open.ended < limit else { return nil }
        return open
    }

    /// The first that ended at a time or later.
    private func index(of first: Int64, in steps: [PathStep]) -> Int {
        for index in [place - 1, place] where steps.indices.contains(index) && steps[index].ended >= first {
            if index == 0 || steps[index - 1].ended < first {
                place = index
                return index
            }
        }
        place = steps.partitioningIndex { $0.ended >= first }
        return place
    }

    package func step(of task: Int64, endingBefore limit: Int64, from first: Int64) throws -> PathStep? {
        let found = try self.found(task)
        if let open = found?.open?.step, open.ended < limit, open.ended >= first { return open }
        if let known, known.task == task {
            let index = known.steps.partitioningIndex { $0.ended >= limit }
            return index > 0 && known.steps[index - 1].ended >= first ? known.steps[index - 1] : nil
        }
        let created = found?.life.created ?? .min
        return try before.first(task, max(first, created), limit) { Self.step($0, task, found?.entry) }
    }

    package func life(of task: Int64) throws -> PathLife? { try found(task)?.life }

    package func get(by task: Int64, after: Int64, until: Int64) throws -> PathGet? {
        let found = try get.first(task, after, until) { row in
            (
                at: row.number(at: 0), queue: row.number(at: 1), item: row.integer(at: 2),
                dwell: row.number(at: 3)
            )
        }
        guard let found, found.dwell > 0 else { return nil }
        return try put.first(found.at.clampedSubtracting(found.dwell), found.queue, found.item) { row in
            row.integer(at: 1).map {
                PathGet(at: found.at, queue: found.queue, putAt: row.number(at: 0), producer: $0)
            }
        }.flatMap(\.self)
    }

    package func holder(of lock: Int64) throws -> Int64? {
        try holder.first(lock) { $0.integer(at: 0) }.flatMap(\.self)
    }

    package func livingTask(behind future: Int64) throws -> Int64? {
        let all = try futures ?? FutureSources(trace, at: end)
        futures = all
        return try all.tasks(of: future).first { try found($0).map { $0.life.ended == nil } ?? false }
    }

    package func livingChild(of task: Int64) throws -> Int64? {
        try child.first(task) { $0.integer(at: 0) }.flatMap(\.self)
    }

    func openStep(of task: Int64) throws -> PathStep? { try found(task)?.open?.step }

    // MARK: Rows

    private func found(_ task: Int64) throws -> Life? {
        if let known = lives[task] { return known }
        let row = try life.first(task) { row in
            (
                PathLife(created: row.integer(at: 0), ended: row.integer(at: 1), parent: row.integer(at: 2)),
                row.integer(at: 3)
            )
        }
        let made = try row.map { life, entry in
            let open =
                life.ended == nil
                ? try open.first(task) { (Self.open($0, task, entry, end), $0.number(at: 1)) } : nil
            return Life(life: life, entry: entry, open: open)
        }
        lives[task] = .some(made)
        return made
    }

    static func step(_ row: Statement, _ task: Int64, _ entry: Int64?) -> PathStep {
        let ended = row.number(at: 0)
        let started = ended.clampedSubtracting(row.number(at: 1))
        let woken = started.clampedSubtracting(row.number(at: 3))
        let waited = row.integer(at: 4)
        return PathStep(
            task: task, began: woken.clampedSubtracting(waited ?? 0), woken: woken, started: started,
            ended: ended,
            wait: waited.map { _ in
                PathStep.Wait(
                    row.number(at: 5), object: row.integer(at: 6), waker: row.integer(at: 8),
                    wakerThread: row.integer(at: 9))
            }, site: row.integer(at: 7) ?? entry, thread: row.integer(at: 2))
    }

    /// What a task was doing when the trace ended, as a step that ended then.
    private static func open(_ row: Statement, _ task: Int64, _ entry: Int64?, _ end: Int64) -> PathStep {
        let state = TaskState(rawValue: Int(truncatingIfNeeded: row.number(at: 0)))
        let since = row.number(at: 1)
        let isWaiting = state == .waiting
        let started = state == .running ? since : end
        let woken = isWaiting ? end : state == .running ? since.clampedSubtracting(row.number(at: 9)) : since
        let waited = row.integer(at: 8)
        let began = isWaiting ? since : state == .created ? since : woken.clampedSubtracting(waited ?? 0)
        let wait =
            isWaiting || (state != .created && waited != nil)
            ? PathStep.Wait(
                row.number(at: 3), object: row.integer(at: 4), waker: isWaiting ? nil : row.integer(at: 6),
                wakerThread: isWaiting ? nil : row.integer(at: 7), isOver: !isWaiting) : nil
        return PathStep(
            task: task, began: began, woken: woken, started: started, ended: max(end, since), wait: wait,
            site: row.integer(at: 5) ?? entry, thread: row.integer(at: 2))
    }
}

extension Array {
    /// The first index from which on the predicate holds, in an array in which it holds from there on.
    func partitioningIndex(_ predicate: (Element) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if predicate(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
