internal import ReportLibrary
internal import TraceStore

/// The lanes of the page: tasks and their steps as columns, at most as many as a browser draws smoothly.
struct PageTimeline {
    let trace: TraceReader
    let limits: HTMLReport.Limits
    /// The tasks that get one.
    private let lanes: SQLiteValue
    var tables = PageTables()
    private(set) var taskCount = 0
    private(set) var steps: [Step] = []

    /// A run slice and the wait before it, in the numbers of the page.
    struct Step {
        var ended: Int64
        var run: Int64
        var ready: Int64?
        var wait: Int64?
        var task: Int64
        var thread: Int64?
        var reason: Int64?
        var object: Int64?
        var waker: Int64?
        var site: Int64?
    }

    /// A row of `tasks`, in the order of the columns' names.
    private static let taskColumns = [
        "id", "name", "parent", "kind", "created", "ended", "outcome", "run_ns", "ready_ns", "wait_ns",
        "steps",
        "site", "open_state", "open_since", "open_reason", "open_site", "open_wait", "open_ready",
    ]

    init(_ digest: TraceDigest, limits: HTMLReport.Limits) throws {
        trace = digest.trace
        lanes = try Timeline.list(digest.tasks.longest.prefix(limits.tasks).map(\.id))
        self.limits = limits
    }

    mutating func members() throws -> [(String, PageValue)] {
        let threads = try labels("page/threads")
        let objects = try labels("page/objects")
        var columns = try taskRows()
        var rowOfTask: [Int64: Int64] = [:]
        for (row, id) in columns[0].enumerated() { if let id { rowOfTask[id] = Int64(row) } }
        taskCount = rowOfTask.count
        steps = try stepRows(rowOfTask, threads, objects)
        try addCallbacks(to: &columns, threads)
        return [
            (
                "tasks",
                .object(Array(zip(Self.taskColumns, columns.map(PageValue.column))))
            ),
            ("steps", stepColumns()),
        ]
    }

    private mutating func taskRows() throws -> [[Int64?]] {
        let open = try openTasks()
        var columns: [[Int64?]] = Array(repeating: [], count: Self.taskColumns.count)
        var tables = self.tables
        _ = try trace.rows(ReportLibrary.sql("page/tasks"), ["tasks": lanes]) { row in
            let id = row.integer("id")
            let state = id.flatMap { open[$0] }
            let label = row.text("name") ?? row.text("function")
            let site = PageTables.Site(
                function: row.text("function"), file: row.text("file"), line: row.integer("line"))
            let values: [Int64?] = [
                id, tables.word(label), row.integer("parent"), tables.word(row.text("kind")),
                row.integer("created"), row.integer("ended"), tables.word(row.text("outcome")),
                row.integer("run_ns"), row.integer("ready_ns"), row.integer("wait_ns"), row.integer("steps"),
                tables.site(site), tables.word(state?.state), state?.since, tables.word(state?.reason),
                state.flatMap { tables.site($0.site) }, state?.wait, state?.ready,
            ]
            for (index, value) in values.enumerated() { columns[index].append(value) }
        }
        self.tables = tables
        return columns
    }

    private struct OpenTask {
        let state: String?
        let since: Int64?
        let reason: String?
        let site: PageTables.Site
        let wait: Int64?
        let ready: Int64?
    }

    private func openTasks() throws -> [Int64: OpenTask] {
        let rows = try trace.rows(ReportLibrary.sql("page/open_tasks")) { row in
            let site = PageTables.Site(
                function: row.text("function"), file: row.text("file"), line: row.integer("line"))
            return (
                row.integer("task") ?? 0,
                OpenTask(
                    state: row.text("state"), since: row.integer("since"), reason: row.text("reason"),
                    site: site, wait: row.integer("wait_ns"), ready: row.integer("ready_ns"))
            )
        }
        return Dictionary(rows) { first, _ in first }
    }

    private mutating func stepRows(
        _ rowOfTask: [Int64: Int64], _ threads: [Int64: String], _ objects: [Int64: String]
    ) throws -> [Step] {
        let places = try sites()
        var tables = self.tables
        let parameters: [String: SQLiteValue] = [
            "tasks": lanes, "limit": .integer(Int64(limits.steps)),
        ]
        let rows = try trace.rows(ReportLibrary.sql("page/steps"), parameters) { row -> Step? in
            guard let task = row.integer("task").flatMap({ rowOfTask[$0] }) else { return nil }
            let reason = row.text("reason")
            // A traced object has a name; what a runtime wait is for is told by its waker.
            let object = row.integer("object").flatMap { Self.waitsForObject(reason) ? objects[$0] : nil }
            return Step(
                ended: row.integer("ended") ?? 0, run: row.integer("run_ns") ?? 0,
                ready: row.integer("ready_ns"), wait: row.integer("wait_ns"), task: task,
                thread: tables.word(row.integer("thread").flatMap { threads[$0] }),
                reason: tables.word(reason),
                object: tables.word(object), waker: row.integer("waker_task"),
                site: row.integer("site").flatMap { places[$0] }.flatMap { tables.site($0) })
        }
        self.tables = tables
        return rows.compactMap { $0 }
    }

    private static func waitsForObject(_ reason: String?) -> Bool {
        guard let reason else { return false }
        return !["unknown", "task", "continuation", "group", "actor", "sleep", "yield", "async_let"].contains(
            reason)
    }

    /// Callbacks that belong to no task get a lane for each object, as if it were a task.
    private mutating func addCallbacks(to columns: inout [[Int64?]], _ threads: [Int64: String]) throws {
        var tables = self.tables
        var laneOfObject: [Int64: Int64] = [:]
        var lanes: [[Int64?]] = []
        let firstLane = columns[0].count
        let callbacks = try trace.rows(
            ReportLibrary.sql("page/callbacks"), ["limit": .integer(Int64(limits.callbacks))]
        ) { row -> Step in
            let object = row.integer("object") ?? 0
            let ended = row.integer("ended") ?? 0
            let run = row.integer("duration_ns") ?? 0
            let site = PageTables.Site(
                function: row.text("function"), file: row.text("file"), line: row.integer("line"))
            if laneOfObject[object] == nil {
                laneOfObject[object] = Int64(firstLane + lanes.count)
                let name = row.text("object_name").map { "callbacks of \($0)" } ?? "callbacks"
                var lane: [Int64?] = Array(repeating: nil, count: Self.taskColumns.count)
                // No task has a negative number.
                lane.replaceSubrange(
                    0..<11,
                    with: [
                        object == .max ? .min : -1 - object, tables.word(name), nil, tables.word("callbacks"),
                        ended.clampedSubtracting(run), ended,
                        tables.word("ok"), 0, 0, 0, 0,
                    ])
                lanes.append(lane)
            }
            let lane = laneOfObject[object] ?? 0
            let index = Int(lane) - firstLane
            lanes[index][5] = ended
            lanes[index][7] = (lanes[index][7] ?? 0).clampedAdding(run)
            lanes[index][10] = (lanes[index][10] ?? 0) + 1
            return Step(
                ended: ended, run: run, task: lane,
                thread: tables.word(row.integer("thread").flatMap { threads[$0] }),
                site: tables.site(site))
        }
        for lane in lanes { for (index, value) in lane.enumerated() { columns[index].append(value) } }
        self.tables = tables
        steps = (steps + callbacks).sorted { $0.ended < $1.ended }
    }

    private func stepColumns() -> PageValue {
        var ends: [Int64?] = []
        ends.reserveCapacity(steps.count)
        var previous: Int64 = 0
        for step in steps {
            ends.append(step.ended.clampedSubtracting(previous))
            previous = step.ended
        }
        return .object([
            ("ended", .column(ends)), ("run", .column(steps.map(\.run))),
            ("ready", .column(steps.map(\.ready))),
            ("wait", .column(steps.map(\.wait))), ("task", .column(steps.map(\.task))),
            ("thread", .column(steps.map(\.thread))), ("reason", .column(steps.map(\.reason))),
            ("object", .column(steps.map(\.object))), ("waker", .column(steps.map(\.waker))),
            ("site", .column(steps.map(\.site))),
        ])
    }

    private func labels(_ query: String) throws -> [Int64: String] {
        let rows = try trace.rows(ReportLibrary.sql(query)) {
            ($0.integer("id") ?? 0, $0.text("label") ?? "")
        }
        return Dictionary(rows) { first, _ in first }
    }

    private func sites() throws -> [Int64: PageTables.Site] {
        let rows = try trace.rows(ReportLibrary.sql("page/sites")) { row in
            (
                row.integer("id") ?? 0,
                PageTables.Site(
                    function: row.text("function"), file: row.text("file"), line: row.integer("line"))
            )
        }
        return Dictionary(rows) { first, _ in first }
    }
}
