package import TraceStore

/// A trace in the JSON of Chrome's tracing, which many tools read.
package struct ChromeExport: TraceExport {
    let range: ExportRange

    package init(range: ExportRange = .whole) { self.range = range }

    package func write(_ trace: TraceReader, to output: inout ExportBuffer) throws {
        let texts = try ExportTexts(trace)
        var walk = try TimelineWalk(trace, texts, range)
        var writer = ChromeWriter(output, texts)
        try walk.run(&writer)
        output = writer.output
    }
}

/// Threads are threads. The format has nothing but those for what goes on for long, so tasks are threads as well, of a
/// process of their own beside each that is one.
struct ChromeWriter: TimelineWriter {
    /// Beyond the numbers that a system gives to processes.
    private static let ofTasks: Int64 = 10_000_000

    var output: ExportBuffer
    private let texts: ExportTexts
    private var last: Int64 = 0
    private var isFirst = true
    private var hasArgument = false
    private var wakes: UInt64 = 0
    private var pids: [Int64: Int64] = [:]
    private var threads: [Int64: (pid: Int64, tid: Int64)] = [:]
    private var ids: [Int64] = []
    private var queueNames: [Int64: String] = [:]
    private var quoted: [String: [UInt8]] = [:]
    private static let mostQuoted = 16_384

    init(_ output: ExportBuffer, _ texts: ExportTexts) {
        (self.output, self.texts) = (output, texts)
    }

    mutating func begin(_ head: TimelineHead) throws {
        last = head.end
        output.text("{\"displayTimeUnit\":\"ns\",\"otherData\":{\"producer\":\"task-trace\"")
        if let zero = head.zero {
            output.text(",\"wall_clock_at_zero_ns\":\"")
            output.number(zero)
            output.text("\"")
        }
        output.text("},\"traceEvents\":[")
    }

    mutating func end() throws { output.text("\n]}\n") }

    // MARK: Events

    private struct Track {
        let pid, tid: Int64
    }

    private mutating func event(
        _ phase: StaticString, _ name: String, _ track: Track, at: Int64,
        _ more: (inout ChromeWriter) throws -> Void = { _ in }
    ) throws {
        output.text(isFirst ? "\n{\"ph\":\"" : ",\n{\"ph\":\"")
        isFirst = false
        output.text(phase.description)
        output.text("\",\"name\":")
        quote(name)
        output.text(",\"pid\":")
        output.number(track.pid)
        output.text(",\"tid\":")
        output.number(track.tid)
        output.text(",\"ts\":")
        output.microseconds(at)
        try more(&self)
        output.text("}")
    }

    /// A slice; `to` nil: it was not over when the trace ended.
    private mutating func slice(
        _ name: String, _ category: StaticString, _ track: Track, from: Int64, to: Int64?,
        flow: (id: UInt64, isOut: Bool)? = nil, _ arguments: (inout ChromeWriter) throws -> Void = { _ in }
    ) throws {
        try event("X", name, track, at: from) { writer in
            writer.output.text(",\"dur\":")
            writer.output.microseconds((to ?? max(writer.last, from)).clampedSubtracting(from))
            writer.output.text(",\"cat\":\"")
            writer.output.text(category.description)
            if let flow {
                writer.output.text("\",\"bind_id\":\"0x")
                writer.output.hexadecimal(flow.id)
                writer.output.text(flow.isOut ? "\",\"flow_out\":true" : "\",\"flow_in\":true")
            } else {
                writer.output.text("\"")
            }
            writer.output.text(",\"args\":{")
            writer.hasArgument = false
            if to == nil { writer.argument("unfinished", 1) }
            try arguments(&writer)
            writer.output.text("}")
        }
    }

    /// Where a flow begins. Of slices that begin together, readers take the longest first: what leads to one has to
    /// begin a nanosecond before it.
    private mutating func origin(
        _ name: String, _ category: StaticString, _ track: Track, before end: Int64, at: Int64, _ flow: UInt64
    ) throws {
        let at = max(min(at, end - 1), 0)
        try slice(name, category, track, from: at, to: at, flow: (flow, true))
    }

    private mutating func argument(_ key: StaticString, _ value: Int64?) {
        guard let value else { return }
        write(key: key)
        output.number(value)
    }

    private mutating func argument(_ key: StaticString, _ value: String?) {
        guard let value else { return }
        write(key: key)
        quote(value)
    }

    private mutating func write(key: StaticString) {
        output.text(hasArgument ? ",\"" : "\"")
        hasArgument = true
        output.text(key.description)
        output.text("\":")
    }

    private mutating func quote(_ text: String) {
        if let known = quoted[text] {
            output.bytes += known
            return
        }
        if quoted.count >= Self.mostQuoted { quoted.removeAll() }
        let bytes = ExportBuffer.quoted(text)
        quoted[text] = bytes
        output.bytes += bytes
    }

    private mutating func name(_ kind: StaticString, _ name: String, _ track: Track) throws {
        try event("M", kind.description, track, at: 0) { writer in
            writer.output.text(",\"args\":{\"name\":")
            writer.quote(name)
            writer.output.text("}")
        }
    }

    // MARK: Tracks

    mutating func process(_ process: TimelineProcess) throws {
        pids[process.id] = process.pid
        try name("process_name", process.name, Track(pid: process.pid, tid: 0))
        try name("process_name", "tasks of \(process.name)", Track(pid: process.pid &+ Self.ofTasks, tid: 0))
    }

    mutating func thread(_ thread: TimelineThread) throws {
        threads[thread.id] = (thread.pid, thread.tid)
        try name(
            "thread_name", thread.name ?? "thread \(thread.tid)", Track(pid: thread.pid, tid: thread.tid))
    }

    mutating func queue(_ id: Int64, name: String) throws { queueNames[id] = name }

    private func track(task: Int64) -> Track {
        Track(pid: (pids[(task >> 32) &+ 1] ?? 0) &+ Self.ofTasks, tid: task & 0xffff_ffff)
    }

    private func track(thread: Int64?) -> Track {
        guard let thread, let known = threads[thread] else { return Track(pid: pids[1] ?? 0, tid: 0) }
        return Track(pid: known.pid, tid: known.tid)
    }

    mutating func task(_ task: TimelineTask) throws {
        let row = task.row
        ids.append(row.id)
        let own = track(task: row.id)
        try name("thread_name", "\(task.name) (\(row.id))", own)
        let flow = UInt64(task.place) << 2 | 2
        var flowsIn = false
        if let parent = row.parent, task.parent != nil, row.created != nil {
            flowsIn = true
            try origin("create", "task", track(task: parent), before: task.from, at: task.from, flow)
        }
        let entry = try row.entry.map { try texts.place($0) }
        try slice(
            task.name, "task", own, from: task.from, to: task.to, flow: flowsIn ? (flow, false) : nil
        ) { writer in
            writer.argument("task", row.id)
            writer.argument("kind", ExportWords.kind(row.kind))
            writer.argument("outcome", row.ended == nil ? "alive" : ExportWords.outcome(row.outcome))
            writer.argument("function", entry)
            writer.argument("priority", row.priority)
            writer.argument("steps", row.steps)
            writer.argument("run_ns", row.run)
            writer.argument("ready_ns", row.ready)
            writer.argument("wait_ns", row.wait)
        }
    }

    // MARK: What happened

    mutating func step(_ step: TimelineStep) throws {
        let place = try step.site.map { try texts.place($0) }
        if let task = step.task { try onTask(step, track(task: ids[task]), place) }
        guard step.thread != nil, step.state == .ended || step.state == .running else { return }
        let name = try step.callback.map { ExportWords.callback($0) } ?? texts.text(step.label)
        try slice(
            name, "run", track(thread: step.thread), from: step.threadFrom,
            to: step.state == .ended ? step.threadTo : nil
        ) { writer in
            writer.argument("task", step.taskID)
            writer.argument("at", place)
        }
    }

    private mutating func onTask(_ step: TimelineStep, _ own: Track, _ place: String?) throws {
        if step.hasWait || step.state == .waiting {
            let object = try step.object.flatMap { try self.object($0, reason: step.reason) }
            let isOpen = step.state == .waiting
            try slice(
                "waiting: \(ExportWords.reason(step.reason))", "wait", own,
                from: isOpen ? step.runTo : step.waitFrom, to: isOpen ? nil : step.readyFrom
            ) { writer in
                writer.argument("object", object)
                writer.argument("at", place)
            }
        }
        var flow: UInt64?
        if step.hasWait, let waker = step.waker {
            wakes += 1
            flow = wakes << 2 | 1
            try origin(
                "wake", "wake", track(task: ids[waker]), before: step.runFrom, at: step.readyFrom,
                wakes << 2 | 1)
        }
        let flowIn = flow.map { ($0, false) }
        if step.hasReady || step.state == .ready {
            let isOpen = step.state == .ready
            try slice(
                "ready", "ready", own, from: isOpen ? step.runTo : step.readyFrom,
                to: isOpen ? nil : step.runFrom, flow: isOpen ? flowIn : nil)
        }
        guard step.state == .ended || step.state == .running else { return }
        try slice(
            "running", "run", own, from: step.runFrom, to: step.state == .ended ? step.runTo : nil,
            flow: flowIn
        ) { writer in
            writer.argument("thread", step.thread.flatMap { writer.threads[$0]?.tid })
            writer.argument("at", place)
        }
    }

    private func object(_ id: Int64, reason: Int64?) throws -> String? {
        switch reason {
        case 1, 7: "task \(id)"
        case let reason? where reason == 4 || reason >= 20: try texts.object(id)
        default: nil
        }
    }

    mutating func operation(_ operation: TimelineOperation) throws {
        let queue = "\(queueNames[operation.queue] ?? "queue") (\(operation.queue))"
        try event("C", "depth of \(queue)", Track(pid: pids[1] ?? 0, tid: 0), at: operation.at) { writer in
            writer.output.text(",\"args\":{\"items\":")
            writer.output.number(operation.depth)
            writer.output.text("}")
        }
        let flow =
            operation.flows
            ? operation.item.map { PerfettoTracks.item($0, of: operation.queue) << 2 | 3 } : nil
        let own = operation.task.map { track(task: ids[$0]) } ?? track(thread: operation.thread)
        try slice(
            operation.isPut ? "queue_put" : "queue_get", "queue", own, from: operation.at, to: operation.at,
            flow: flow.map { ($0, operation.isPut) }
        ) { writer in
            writer.argument("queue", queue)
            writer.argument("depth", operation.depth)
            writer.argument("item", operation.item)
            writer.argument("dwell_ns", operation.dwell)
        }
    }

    mutating func mark(_ mark: TimelineMark) throws {
        let object = try mark.object.map { try texts.object($0) }
        let place = try mark.site.map { try texts.place($0) }
        let own = mark.task.map { track(task: ids[$0]) } ?? track(thread: mark.thread)
        try event("i", ExportWords.mark(mark.kind), own, at: mark.at) { writer in
            writer.output.text(",\"s\":\"t\",\"cat\":\"mark\",\"args\":{")
            writer.hasArgument = false
            writer.argument("object", object)
            writer.argument("at", place)
            writer.argument("by", mark.byTask)
            writer.argument("text", mark.text)
            writer.output.text("}")
        }
    }

    mutating func loss(_ loss: TimelineLoss) throws {
        try event("i", "records lost", Track(pid: pids[loss.process] ?? 0, tid: 0), at: loss.first) {
            writer in
            writer.output.text(",\"s\":\"p\",\"cat\":\"loss\",\"args\":{")
            writer.hasArgument = false
            writer.argument("events", loss.events)
            writer.argument("until", loss.last)
            writer.argument("reason", loss.reason)
            writer.output.text("}")
        }
    }
}
