internal import ReportLibrary
package import TraceStore

/// Tasks as spans of OpenTelemetry, in the JSON of its protocol: a request for a collector on each line.
///
/// A span's parent is the task that created it; whoever woke it is linked. All that came of a task that nobody
/// known has made is one trace.
package struct OpenTelemetryExport: TraceExport {
    let range: ExportRange

    package init(range: ExportRange = .whole) { self.range = range }

    package func write(_ trace: TraceReader, to output: inout ExportBuffer) throws {
        var spans = try SpanWriter(trace, output, range)
        try spans.write()
        output = spans.output
    }
}

/// Writes spans in the order of the tasks.
struct SpanWriter {
    /// As many as OpenTelemetry's own exporters send at once.
    private static let most = 512

    private struct Link {
        let waker: Int32
        let reason: Int8
        let at: Int64
    }

    private struct Event {
        let at, kind: Int64
        let text: String?
    }

    private let trace: TraceReader
    private let range: ExportRange
    private let texts: ExportTexts
    private let tasks: ExportTasks
    private let zero: Int64
    private let end: Int64
    private var identity = SpanIdentity()
    private var resources: [Int64: [UInt8]] = [:]
    private var starts: [Int64: Int64] = [:]
    private var written = 0
    private var links: BoundedLists<Link>
    private var events: BoundedLists<Event>
    private var process: Int64?
    private var count = 0
    var output: ExportBuffer

    init(_ trace: TraceReader, _ output: ExportBuffer, _ range: ExportRange) throws {
        (self.trace, self.output, self.range) = (trace, output, range)
        texts = try ExportTexts(trace)
        tasks = try ExportTasks(trace, range)
        zero =
            try trace.rows(ReportLibrary.sql("export/trace")) { $0.integer("zero") }.first.flatMap(\.self)
            ?? 0
        end = max(try trace.database.integer(ReportLibrary.sql("digest/end")), tasks.last)
        links = BoundedLists(count: tasks.count)
        events = BoundedLists(count: tasks.count)
    }

    mutating func write() throws {
        output.begin(stages: 2)
        try addProcesses()
        try addLinks()
        try addEvents()
        output.nextStage()
        try ExportTasks.forEach(in: trace, range) { row in
            if process != row.process || count >= Self.most {
                endRequest()
                beginRequest(row.process)
            }
            try span(row, place: written)
            written += 1
            if written & 0xfff == 0 { output.tell(Int64(written), of: Int64(tasks.count)) }
            try output.flushIfLarge()
        }
        endRequest()
        try output.flush()
    }

    // MARK: What is needed of all

    private mutating func addProcesses() throws {
        let processes = try trace.rows(ReportLibrary.sql("export/processes")) { row in
            (
                id: row.integer("id") ?? 0, pid: row.integer("pid") ?? 0, executable: row.text("executable"),
                started: row.integer("started") ?? 0
            )
        }
        for process in processes {
            identity.add(
                process: process.id, pid: process.pid, executable: process.executable ?? "", zero: zero)
            starts[process.id] = max(process.started, 0)
            var resource = ExportBuffer { _ in }
            let name = process.executable?.split(separator: "/").last.map(String.init)
            resource.attribute("service.name", name ?? "unknown_service", isFirst: true)
            resource.attribute("process.pid", process.pid)
            if let executable = process.executable {
                resource.attribute("process.executable.path", executable)
            }
            resource.attribute("telemetry.sdk.name", "swift-task-tracing")
            resource.attribute("telemetry.sdk.language", "swift")
            resources[process.id] = resource.bytes
        }
    }

    private mutating func addLinks() throws {
        try trace.run(ReportLibrary.sql("export/links"), range.parameters) { row in
            guard let task = tasks.place(of: row.number(at: 0)),
                let waker = tasks.place(of: row.number(at: 1))
            else { return }
            links.append(
                Link(
                    waker: Int32(truncatingIfNeeded: waker),
                    reason: Int8(clamping: row.integer(at: 3) ?? 0), at: row.number(at: 2)),
                to: task)
        }
    }

    private mutating func addEvents() throws {
        try trace.run(ReportLibrary.sql("export/marks"), range.parameters) { row in
            guard let task = tasks.place(of: row.integer(at: 2)) else { return }
            events.append(
                Event(at: row.number(at: 0), kind: row.number(at: 1), text: row.text(at: 7)), to: task)
        }
    }

    // MARK: Requests

    private mutating func beginRequest(_ process: Int64) {
        output.text("{\"resourceSpans\":[{\"resource\":{\"attributes\":[")
        output.bytes += resources[process] ?? []
        output.text("]},\"scopeSpans\":[{\"scope\":{\"name\":\"swift-task-tracing\"},\"spans\":[")
        (self.process, count) = (process, 0)
    }

    private mutating func endRequest() {
        if process != nil { output.text("]}]}]}\n") }
        process = nil
    }

    // MARK: Spans

    private mutating func span(_ row: ExportTasks.Row, place: Int) throws {
        let parent = tasks.place(of: row.parent).flatMap { $0 < place ? $0 : nil }
        let from = max(row.created ?? starts[row.process] ?? 0, 0)
        output.text(count > 0 ? ",{\"traceId\":\"" : "{\"traceId\":\"")
        count += 1
        traceID(tasks.roots[place])
        output.text("\",\"spanId\":\"")
        output.hexadecimal(identity.span(row.id))
        if let parent {
            output.text("\",\"parentSpanId\":\"")
            output.hexadecimal(identity.span(tasks.ids[parent]))
        }
        output.text("\",\"name\":")
        output.quoted(try texts.text(row.label))
        output.text(",\"kind\":1,\"startTimeUnixNano\":\"")
        time(from)
        output.text("\",\"endTimeUnixNano\":\"")
        time(max(row.ended ?? end, from))
        output.text("\",\"attributes\":[")
        try attributes(row, hasParent: parent != nil)
        output.text("]")
        addEvents(of: place)
        addLinks(of: place)
        output.text(",\"status\":{")
        if row.ended != nil, row.outcome == 1 { output.text("\"code\":2,\"message\":\"threw\"") }
        if row.ended != nil, row.outcome == 0 { output.text("\"code\":1") }
        output.text("}}")
    }

    private mutating func attributes(_ row: ExportTasks.Row, hasParent: Bool) throws {
        output.attribute("task.id", row.id, isFirst: true)
        output.attribute("task.kind", ExportWords.kind(row.kind))
        output.attribute("task.outcome", row.ended == nil ? "alive" : ExportWords.outcome(row.outcome))
        output.attribute("task.steps", row.steps)
        output.attribute("task.run_ns", row.run)
        output.attribute("task.ready_ns", row.ready)
        output.attribute("task.wait_ns", row.wait)
        if let priority = row.priority { output.attribute("task.priority", priority) }
        // Its true beginning is not known: it was there when the recording began.
        if row.created == nil { output.attribute("task.is_preexisting", true) }
        if !hasParent, let parent = row.parent { output.attribute("task.parent", parent) }
        guard let entry = row.entry else { return }
        let code = try texts.code(entry)
        if let function = code.function { output.attribute("code.function.name", function) }
        if let file = code.file { output.attribute("code.file.path", file) }
        if let line = code.line { output.attribute("code.line.number", line) }
    }

    private mutating func addEvents(of place: Int) {
        let (kept, dropped) = events[place]
        guard !kept.isEmpty || dropped > 0 else { return }
        output.text(",\"events\":[")
        for (index, event) in kept.enumerated() {
            output.text(index > 0 ? ",{\"timeUnixNano\":\"" : "{\"timeUnixNano\":\"")
            time(event.at)
            output.text("\",\"name\":")
            output.quoted(ExportWords.mark(event.kind))
            if let text = event.text {
                output.text(",\"attributes\":[")
                output.attribute("text", text, isFirst: true)
                output.text("]")
            }
            output.text("}")
        }
        output.text("]")
        if dropped > 0 { output.text(",\"droppedEventsCount\":\(dropped)") }
    }

    private mutating func addLinks(of place: Int) {
        let (kept, dropped) = links[place]
        guard !kept.isEmpty || dropped > 0 else { return }
        output.text(",\"links\":[")
        for (index, link) in kept.enumerated() {
            let waker = Int(link.waker)
            output.text(index > 0 ? ",{\"traceId\":\"" : "{\"traceId\":\"")
            traceID(tasks.roots[waker])
            output.text("\",\"spanId\":\"")
            output.hexadecimal(identity.span(tasks.ids[waker]))
            output.text("\",\"attributes\":[")
            output.attribute("wake.reason", ExportWords.reason(Int64(link.reason)), isFirst: true)
            output.attribute("wake.at_ns", link.at)
            output.text("]}")
        }
        output.text("]")
        if dropped > 0 { output.text(",\"droppedLinksCount\":\(dropped)") }
    }

    private mutating func traceID(_ root: Int64) {
        let (high, low) = identity.trace(root: root)
        output.hexadecimal(high)
        output.hexadecimal(low)
    }

    private mutating func time(_ nanoseconds: Int64) {
        output.number(max(zero.clampedAdding(nanoseconds), 0))
    }
}

extension ExportBuffer {
    fileprivate mutating func attribute(_ key: StaticString, _ value: String, isFirst: Bool = false) {
        self.key(key, isFirst, "stringValue")
        quoted(value)
        text("}}")
    }

    /// As a text: a number of JSON may not hold 64 bits.
    fileprivate mutating func attribute(_ key: StaticString, _ value: Int64, isFirst: Bool = false) {
        self.key(key, isFirst, "intValue")
        text("\"")
        number(value)
        text("\"}}")
    }

    fileprivate mutating func attribute(_ key: StaticString, _ value: Bool) {
        self.key(key, false, "boolValue")
        text(value ? "true}}" : "false}}")
    }

    private mutating func key(_ key: StaticString, _ isFirst: Bool, _ kind: StaticString) {
        text(isFirst ? "{\"key\":\"" : ",{\"key\":\"")
        text(key.description)
        text("\",\"value\":{\"")
        text(kind.description)
        text("\":")
    }
}
