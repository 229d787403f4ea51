internal import TraceStore

extension InMemoryTrace {
    /// Reads the trace in `file`. `root` is the task that the code ran in: what it and its descendants did is the
    /// code's; where it is not known, everything is.
    init(_ file: TraceFileKeeper, root: Int64) throws {
        let trace = try file.reader()
        let all = try trace.rows("SELECT * FROM tasks ORDER BY coalesce(created, 0), id", as: TaskRecord.init)
        let descendants = Self.descendants(of: root, among: all)
        func isOurs(_ task: Int64?) -> Bool { descendants?.contains(task ?? root) ?? true }

        self.file = file
        tasks = all.filter { isOurs($0.id) }
        callbacks = try trace.rows("SELECT * FROM callbacks ORDER BY at", as: CallbackRecord.init)
            .filter { isOurs($0.task) }
        waits = try trace.rows("SELECT * FROM awaits ORDER BY at", as: WaitRecord.init)
            .filter { isOurs($0.task) }
        cancellations = try trace.rows("SELECT * FROM cancellations ORDER BY at", as: CancellationRecord.init)
            .filter { isOurs($0.task) }
        queueOperations = try trace.rows(
            "SELECT * FROM queue_operations ORDER BY at", as: QueueOperationRecord.init)
        marks = try trace.rows("SELECT * FROM marks ORDER BY at", as: MarkRecord.init)
        objects = try trace.rows(
            "SELECT * FROM objects WHERE kind NOT IN ('actor', 'executor') ORDER BY id", as: ObjectRecord.init
        )
        lost = Int(try trace.rows("SELECT sum(lost) AS lost FROM gap") { $0.integer("lost") ?? 0 }.first ?? 0)
    }

    /// A task comes before those that it creates.
    private static func descendants(of root: Int64, among tasks: [TaskRecord]) -> Set<Int64>? {
        guard tasks.contains(where: { $0.id == root }) else { return nil }
        var found: Set<Int64> = [root]
        for task in tasks where task.parent.map(found.contains) == true { found.insert(task.id) }
        return found
    }
}

extension TraceReader.Row {
    fileprivate func duration(_ column: String) -> Duration? { integer(column).map { .nanoseconds($0) } }

    fileprivate func place(_ prefix: String = "") -> TracePlace {
        TracePlace(
            function: text(prefix + "function"), file: text(prefix + "file"),
            line: integer(prefix + "line").map(Int.init))
    }
}

extension InMemoryTrace.TaskRecord {
    fileprivate init(_ row: TraceReader.Row) {
        id = row.integer("id") ?? 0
        name = row.text("label") ?? ""
        parent = row.integer("parent")
        kind = row.text("kind") ?? ""
        created = row.duration("created")
        ended = row.duration("ended")
        outcome = row.text("outcome").flatMap(Outcome.init) ?? .alive
        running = row.duration("run_ns") ?? .zero
        ready = row.duration("ready_ns") ?? .zero
        waiting = row.duration("wait_ns") ?? .zero
        steps = Int(row.integer("steps") ?? 0)
        createdAt = row.place("created_")
    }
}

extension InMemoryTrace.CallbackRecord {
    fileprivate init(_ row: TraceReader.Row) {
        kind = row.text("kind").flatMap(Kind.init) ?? .step
        began = row.duration("at") ?? .zero
        duration = row.duration("duration_ns") ?? .zero
        task = row.integer("task")
        taskName = row.text("task_name")
        place = row.place()
    }
}

extension InMemoryTrace.WaitRecord {
    fileprivate init(_ row: TraceReader.Row) {
        reason = row.text("reason") ?? "unknown"
        began = row.duration("at") ?? .zero
        duration = row.duration("duration_ns")
        task = row.integer("task") ?? 0
        objectName = row.text("object_name")
        wokenBy = row.integer("waker_task")
        place = row.place()
    }
}

extension InMemoryTrace.CancellationRecord {
    fileprivate init(_ row: TraceReader.Row) {
        at = row.duration("at") ?? .zero
        task = row.integer("task") ?? 0
        byTask = row.integer("by_task")
        by = row.text("by_name")
        isPropagated = row.text("cause") == "propagated"
        place = row.place()
    }
}

extension InMemoryTrace.QueueOperationRecord {
    fileprivate init(_ row: TraceReader.Row) {
        at = row.duration("at") ?? .zero
        operation = row.text("operation").flatMap(Operation.init) ?? .put
        queue = Queue(id: row.integer("queue") ?? 0, name: row.text("queue_name") ?? "")
        depth = Int(row.integer("depth") ?? 0)
        dwell = row.duration("dwell_ns")
        task = row.integer("task")
    }
}

extension InMemoryTrace.MarkRecord {
    fileprivate init(_ row: TraceReader.Row) {
        kind = row.text("kind") ?? ""
        at = row.duration("at") ?? .zero
        task = row.integer("task")
        objectName = row.text("object_name")
        text = row.text("text")
        value = row.integer("value") ?? 0
    }
}

extension InMemoryTrace.ObjectRecord {
    fileprivate init(_ row: TraceReader.Row) {
        id = row.integer("id") ?? 0
        kind = row.text("kind") ?? ""
        name = row.text("name") ?? ""
        place = row.place()
    }
}
