internal import ReportLibrary
internal import TraceStore

/// The timeline of the page: all tasks as long as there is room, steps one by one where that says most, and sums of all.
struct PageTimeline {
    /// A stretch of time that is to be shown step by step before others.
    typealias Moment = (from: Int64, to: Int64)

    let trace: TraceReader
    let limits: HTMLReport.Limits
    let slots: TimelineSlots
    var tables = PageTables()
    /// What is on the page, for the sentences that say so.
    private(set) var taskCount = 0
    private(set) var stepCount = 0
    private(set) var callbackCount = 0
    private(set) var shownRun: Int64 = 0
    private(set) var windows: [Moment] = []
    private(set) var isWhole = true

    private let asked: Moment?
    private let moments: [Moment]
    private let chosen: Set<Int64>?
    private let isSmall: Bool

    init(_ digest: TraceDigest, limits: HTMLReport.Limits, sizes: Sizes, asked: Moment?, moments: [Moment])
        throws
    {
        trace = digest.trace
        slots = TimelineSlots(duration: try digest.duration)
        (self.limits, self.asked, self.moments) = (limits, asked, moments)
        chosen =
            sizes.tasks <= Int64(limits.tasks)
            ? nil : Set(try digest.tasks.longest.prefix(limits.tasks).map(\.id))
        isSmall = chosen == nil && sizes.steps <= Int64(limits.steps)
    }

    /// How much there is to choose from.
    struct Sizes {
        var tasks: Int64 = 0
        var steps: Int64 = 0

        init(_ trace: TraceReader) throws {
            _ = try trace.rows(ReportLibrary.sql("timeline/sizes")) { row in
                (tasks, steps) = (row.integer("tasks") ?? 0, row.integer("steps") ?? 0)
            }
        }
    }

    mutating func members(progress: (Double) -> Void) throws -> [(String, PageValue)] {
        var tasks = try TimelineTasks(trace, chosen: chosen)
        // Where every task has a name of its own, names are what takes the room.
        let isNamedApart = tasks.kinds.count > limits.taskKinds
        if isNamedApart { tasks.keep(limits.taskKinds) }
        let isSmall = isSmall && !isNamedApart
        taskCount = tasks.rows.count
        var catalog = try TimelineCatalog(trace, tables)
        let taskKinds = try catalog.members(of: tasks, trace)
        var scan = TimelineScan(
            slots: slots, interest: isSmall ? nil : TimelineInterest(slots, asked: asked, moments: moments),
            tasks: tasks,
            limit: isSmall ? nil : limits.steps)
        try scan.run(trace, progress: progress)
        try scan.addOpenTasks(trace)
        let steps = scan.finish()
        (stepCount, isWhole) = (steps.count, isSmall)
        windows = isSmall ? [] : scan.windows
        shownRun = steps.reduce(0) { $0.clampedAdding($1.run) }
        let callbacks = try catalog.callbacks(trace, limit: limits.callbacks)
        callbackCount = callbacks.count
        let arrows = try TimelineArrows(trace, tasks.rowOfTask) { scan.isShown(at: $0) }
        var members: [(String, PageValue)] = [
            ("tasks", .object([("count", .integer(Int64(taskCount)))] + tasks.columns())),
            ("task_kinds", .object(taskKinds)), ("open", try catalog.openTasks(trace, tasks.rowOfTask)),
            ("steps", .object([("count", .integer(Int64(steps.count)))] + catalog.members(of: steps))),
            ("step_kinds", .object(catalog.members(of: scan.kinds))), ("callbacks", callbacks.value),
            ("exact", exactness()),
            ("sums", scan.sums(budget: limits.sumBytes).map { catalog.value(of: $0) } ?? .null),
        ]
        members += arrows.members(objects: { catalog.object($0, kind: "queue") })
        members.append(("stacks", try catalog.frames(trace)))
        members.append(("objects", .object(catalog.objectMembers())))
        members.append(("threads", .list(catalog.threads.map(PageValue.text))))
        members.append(("thread_ids", .column(catalog.threadIDs)))
        tables = catalog.tables
        return members
    }

    /// The windows, and how finely the rest is added up.
    private func exactness() -> PageValue {
        .object([
            ("is_whole", .integer(isWhole ? 1 : 0)),
            ("from", .compact(CompactColumn(differences: windows.map(\.from)))),
            ("length", .compact(CompactColumn(windows.map { $0.to - $0.from }))),
            ("count", .integer(Int64(windows.count))),
        ])
    }
}
