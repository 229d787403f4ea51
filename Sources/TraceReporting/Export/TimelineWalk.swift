internal import ReportLibrary
internal import TraceStore

/// Goes through a trace once, from its processes to what each task did, and tells a writer.
struct TimelineWalk {
    let trace: TraceReader
    let texts: ExportTexts
    private let range: ExportRange
    private var tasks: ExportTasks
    private var nestings: [Int64: RunNesting] = [:]
    private var started: [Int64: Int64] = [:]
    private let head: TimelineHead

    init(_ trace: TraceReader, _ texts: ExportTexts, _ range: ExportRange) throws {
        (self.trace, self.texts, self.range) = (trace, texts, range)
        tasks = try ExportTasks(trace, range)
        let facts = try trace.rows(ReportLibrary.sql("export/trace")) { $0.integer("zero") }
        head = TimelineHead(
            zero: facts.first.flatMap(\.self),
            end: max(try trace.database.integer(ReportLibrary.sql("digest/end")), tasks.last),
            tasks: tasks.count)
    }

    mutating func run(_ writer: inout some TimelineWriter) throws {
        writer.output.begin(stages: 4)
        try writer.begin(head)
        try places(&writer)
        try makeTasks(&writer)
        writer.output.nextStage()
        try operations(&writer)
        writer.output.nextStage()
        try steps(&writer)
        try openSteps(&writer)
        writer.output.nextStage()
        try marks(&writer)
        try writer.end()
        try writer.output.flush()
    }

    // MARK: What there is

    private mutating func places(_ writer: inout some TimelineWriter) throws {
        var pids: [Int64: Int64] = [:]
        let processes = try trace.rows(ReportLibrary.sql("export/processes")) { row in
            let executable = row.text("executable") ?? "(unknown)"
            return TimelineProcess(
                id: row.integer("id") ?? 0, pid: row.integer("pid") ?? 0,
                name: executable.split(separator: "/").last.map(String.init) ?? executable,
                started: max(row.integer("started") ?? 0, 0))
        }
        for process in processes {
            pids[process.id] = process.pid
            started[process.id] = process.started
            try writer.process(process)
        }
        let threads = try trace.rows(ReportLibrary.sql("export/threads")) { row in
            let process = row.integer("process") ?? 0
            return TimelineThread(
                id: row.integer("id") ?? 0, process: process, pid: pids[process] ?? 0,
                tid: row.integer("tid") ?? 0, name: row.text("name"))
        }
        for thread in threads { try writer.thread(thread) }
        let queues = try trace.rows(ReportLibrary.sql("export/queues")) { row in
            (id: row.integer("id") ?? 0, name: row.text("name"))
        }
        for queue in queues { try writer.queue(queue.id, name: queue.name ?? String(queue.id)) }
    }

    private mutating func makeTasks(_ writer: inout some TimelineWriter) throws {
        var place = 0
        try ExportTasks.forEach(in: trace, range) { row in
            let from = max(row.created ?? started[row.process] ?? 0, 0)
            let to = row.ended.map { max($0, from) }
            tasks.written[place] = from
            try writer.task(
                TimelineTask(
                    row: row, name: try texts.text(row.label), parent: tasks.place(of: row.parent),
                    place: place, from: from, to: to))
            place += 1
            if place & 0xfff == 0 { writer.output.tell(Int64(place), of: Int64(tasks.count)) }
            try writer.output.flushIfLarge()
        }
    }

    // MARK: What happened

    private mutating func steps(_ writer: inout some TimelineWriter) throws {
        var count = 0
        try trace.run(ReportLibrary.sql("export/steps"), range.parameters) { row in
            let ended = row.number(at: 0)
            let callback = row.integer(at: 11)
            let taskID = row.integer(at: 2)
            // A callback belongs to a thread: the task is only the one that it is of.
            let task = callback == nil ? tasks.place(of: taskID) : nil
            var times = Times(
                ended: ended, run: row.number(at: 1), ready: row.integer(at: 4), wait: row.integer(at: 5))
            let thread = row.integer(at: 3)
            times.place(on: &nestings[thread ?? -1, default: RunNesting()])
            if let task { times.place(on: &tasks, task) }
            try writer.step(
                times.step(
                    task: task, taskID: taskID, label: task.map { tasks.labels[$0] } ?? .unknown,
                    state: .ended, thread: thread, callback: callback,
                    reason: row.integer(at: 6), object: row.integer(at: 7), site: row.integer(at: 8),
                    waker: tasks.place(of: row.integer(at: 9))))
            count += 1
            if count & 0x3fff == 0 { writer.output.tell(ended, of: head.end) }
            try writer.output.flushIfLarge()
        }
    }

    private mutating func openSteps(_ writer: inout some TimelineWriter) throws {
        try trace.run(ReportLibrary.sql("export/open_steps"), range.parameters) { row in
            let taskID = row.number(at: 0)
            guard let task = tasks.place(of: taskID) else { return }
            let state: TimelineStep.State =
                switch row.number(at: 1) {
                case 2: .ready
                case 3: .running
                case 4: .waiting
                default: .created
                }
            // What comes before a state that lasts: a wait before ready, both before running.
            var times = Times(
                ended: row.number(at: 2), run: 0, ready: state == .running ? row.integer(at: 5) : nil,
                wait: state == .waiting || state == .created ? nil : row.integer(at: 4))
            let thread = row.integer(at: 3)
            if state == .running { times.place(on: &nestings[thread ?? -1, default: RunNesting()]) }
            times.place(on: &tasks, task)
            try writer.step(
                times.step(
                    task: task, taskID: taskID, label: tasks.labels[task], state: state, thread: thread,
                    callback: nil,
                    reason: row.integer(at: 6), object: row.integer(at: 7), site: row.integer(at: 8),
                    waker: state == .waiting ? nil : tasks.place(of: row.integer(at: 9))))
            try writer.output.flushIfLarge()
        }
    }

    private mutating func operations(_ writer: inout some TimelineWriter) throws {
        var count = 0
        try trace.run(ReportLibrary.sql("export/queue_operations"), range.parameters) { row in
            let dwell = row.integer(at: 5)
            let isPut = row.number(at: 2) == 1
            try writer.operation(
                TimelineOperation(
                    at: max(row.number(at: 0), 0), queue: row.number(at: 1), isPut: isPut,
                    depth: row.number(at: 3), item: row.integer(at: 4), dwell: dwell,
                    task: tasks.place(of: row.integer(at: 6)), thread: row.integer(at: 7),
                    flows: row.integer(at: 4) != nil && (isPut || dwell != nil)))
            count += 1
            if count & 0x3fff == 0 { writer.output.tell(row.number(at: 0), of: head.end) }
            try writer.output.flushIfLarge()
        }
    }

    private mutating func marks(_ writer: inout some TimelineWriter) throws {
        try trace.run(ReportLibrary.sql("export/marks"), range.parameters) { row in
            try writer.mark(
                TimelineMark(
                    at: max(row.number(at: 0), 0), kind: row.number(at: 1),
                    task: tasks.place(of: row.integer(at: 2)), thread: row.integer(at: 3),
                    object: row.integer(at: 4), site: row.integer(at: 5),
                    byTask: row.integer(at: 6), text: row.text(at: 7)))
            try writer.output.flushIfLarge()
        }
        let losses = try trace.rows(ReportLibrary.sql("export/losses")) { row in
            let first = max(row.integer("first") ?? 0, 0)
            return TimelineLoss(
                first: first, last: max(row.integer("last") ?? 0, first),
                process: row.integer("process") ?? 1, events: row.integer("events") ?? 0,
                reason: row.text("reason") ?? "unknown")
        }
        for loss in losses { try writer.loss(loss) }
    }
}

/// The times of a step: as they are, and then where they lie on its tracks.
private struct Times {
    private let hasWait, hasReady: Bool
    private var waitFrom, readyFrom, runFrom, runTo: Int64
    private var threadFrom, threadTo: Int64

    init(ended: Int64, run: Int64, ready: Int64?, wait: Int64?) {
        runTo = max(ended, 0)
        runFrom = max(ended.clampedSubtracting(max(run, 0)), 0)
        readyFrom = max(runFrom.clampedSubtracting(max(ready ?? 0, 0)), 0)
        waitFrom = max(readyFrom.clampedSubtracting(max(wait ?? 0, 0)), 0)
        (hasWait, hasReady) = (wait != nil, ready ?? 0 > 0)
        (threadFrom, threadTo) = (runFrom, max(runTo, runFrom))
    }

    mutating func place(on nesting: inout RunNesting) {
        threadFrom = nesting.place(began: threadFrom, ended: threadTo)
        threadTo = max(threadTo, threadFrom)
    }

    /// Behind what the task did before, and not behind its end.
    mutating func place(on tasks: inout ExportTasks, _ task: Int) {
        let (first, last) = (tasks.written[task], max(tasks.ends[task], tasks.written[task]))
        waitFrom = min(max(waitFrom, first), last)
        readyFrom = min(max(readyFrom, waitFrom), last)
        runFrom = min(max(runFrom, readyFrom), last)
        runTo = min(max(runTo, runFrom), last)
        tasks.written[task] = runTo
    }

    func step(
        task: Int?, taskID: Int64?, label: ExportTexts.Label, state: TimelineStep.State, thread: Int64?,
        callback: Int64?,
        reason: Int64?, object: Int64?, site: Int64?, waker: Int?
    ) -> TimelineStep {
        TimelineStep(
            task: task, taskID: taskID, label: label, state: state, thread: thread, callback: callback,
            hasWait: hasWait,
            hasReady: hasReady, waitFrom: waitFrom, readyFrom: readyFrom, runFrom: runFrom, runTo: runTo,
            threadFrom: threadFrom, threadTo: threadTo, reason: reason, object: object, site: site,
            waker: waker)
    }
}
