package import TraceStore

/// A trace for Perfetto: TrackEvent packets, as in `protos/perfetto/trace` of its sources.
package struct PerfettoExport: TraceExport {
    let range: ExportRange

    package init(range: ExportRange = .whole) { self.range = range }

    package func write(_ trace: TraceReader, to output: inout ExportBuffer) throws {
        let texts = try ExportTexts(trace)
        var walk = try TimelineWalk(trace, texts, range)
        var writer = PerfettoWriter(output, texts)
        try walk.run(&writer)
        output = writer.output
    }
}

/// Tracks for processes, threads, tasks and queues; slices for what ran, was ready or waited; flows from who created,
/// woke or put to whom.
struct PerfettoWriter: TimelineWriter {
    var output: ExportBuffer {
        get { packets.output }
        set { packets.output = newValue }
    }

    private let texts: ExportTexts
    private var packets: PerfettoPackets
    private var tracks = PerfettoTracks()
    private var threadNames: [Int64: String] = [:]
    private var wakes: UInt64 = 0
    /// Queues are of no process in a trace; they stand below the first.
    private var firstProcess: UInt64?

    init(_ output: ExportBuffer, _ texts: ExportTexts) {
        packets = PerfettoPackets(output)
        self.texts = texts
    }

    mutating func begin(_ head: TimelineHead) throws { packets.begin(zero: head.zero) }
    mutating func end() throws {}

    // MARK: Tracks

    mutating func process(_ process: TimelineProcess) throws {
        firstProcess = firstProcess ?? PerfettoTracks.process(process.id)
        packets.track(PerfettoTracks.process(process.id), parent: nil) { track in
            track.message(3) {
                $0.integer(1, process.pid.asInt32)
                $0.text(6, process.name)
            }
            track.integer(11, UInt64(2))
        }
    }

    mutating func thread(_ thread: TimelineThread) throws {
        let name = thread.name ?? "thread \(thread.tid)"
        threadNames[thread.id] = name
        packets.track(PerfettoTracks.thread(thread.id), parent: PerfettoTracks.process(thread.process)) {
            track in
            track.message(4) {
                $0.integer(1, thread.pid.asInt32)
                $0.integer(2, thread.tid.asInt32)
                $0.text(5, name)
            }
        }
    }

    mutating func queue(_ id: Int64, name: String) throws {
        packets.track(tracks.queue(id), parent: firstProcess) { track in
            track.text(2, "depth of \(name) (\(id))")
            track.message(8) { $0.text(6, "items") }
        }
    }

    mutating func task(_ task: TimelineTask) throws {
        let row = task.row
        let track = tracks.task(task.place)
        let above = tracks.add(task)
        packets.track(track, parent: above) {
            // One of many of the same name is told by its number.
            $0.text(2, "\(task.name) (\(row.id))")
            $0.integer(11, UInt64(2))
            $0.integer(15, UInt64(2))
        }
        if let parent = task.parent, row.created != nil {
            packets.event(task.from, .instant, tracks.task(parent), name: PerfettoPackets.Name.create, .task)
            {
                $0.flow(.create, UInt64(task.place))
            }
        }
        let name = packets.name(row.label) { task.name }
        let kind = packets.value(.kind, row.kind ?? 0) { ExportWords.kind(row.kind) }
        let outcome = packets.value(.outcome, row.ended == nil ? -1 : row.outcome ?? -2) {
            row.ended == nil ? "alive" : ExportWords.outcome(row.outcome)
        }
        let entry = try row.entry.map { try siteValue($0) }
        packets.event(task.from, .begin, track, name: name, .task) { event in
            if task.parent != nil, row.created != nil { event.lastFlow(.create, UInt64(task.place)) }
            event.number(.task, row.id)
            event.value(.kind, kind)
            event.value(.outcome, outcome)
            if let entry { event.value(.function, entry) }
            if let priority = row.priority { event.number(.priority, priority) }
            event.number(.steps, row.steps)
            event.number(.runNanoseconds, row.run)
            event.number(.readyNanoseconds, row.ready)
            event.number(.waitNanoseconds, row.wait)
        }
        if let to = task.to { packets.end(to, track) }
    }

    // MARK: Slices

    mutating func step(_ step: TimelineStep) throws {
        let site = try step.site.map { try siteValue($0) }
        if let task = step.task { try onTask(step, tracks.task(task), site) }
        guard let thread = step.thread, step.state == .ended || step.state == .running else { return }
        let track = PerfettoTracks.thread(thread)
        let name: UInt64
        if let callback = step.callback {
            name = PerfettoPackets.callback(callback)
        } else {
            name = try packets.name(step.label) { try texts.text(step.label) }
        }
        packets.event(step.threadFrom, .begin, track, name: name, .run) { event in
            if let task = step.taskID { event.number(.task, task) }
            if let site { event.value(.at, site) }
        }
        if step.state == .ended { packets.end(step.threadTo, track) }
    }

    private mutating func onTask(_ step: TimelineStep, _ track: UInt64, _ site: UInt64?) throws {
        if step.hasWait || step.state == .waiting {
            let object = try step.object.flatMap { try self.object($0, reason: step.reason) }
            packets.event(
                step.state == .waiting ? step.runTo : step.waitFrom, .begin, track,
                name: PerfettoPackets.waiting(step.reason), .wait
            ) { event in
                if let object { event.value(.object, object) }
                if let site { event.value(.at, site) }
            }
            if step.state != .waiting { packets.end(step.readyFrom, track) }
        }
        var wake: UInt64?
        if step.hasWait, let waker = step.waker {
            wakes += 1
            wake = wakes
            packets.event(
                step.readyFrom, .instant, tracks.task(waker), name: PerfettoPackets.Name.wake, .wake
            ) {
                $0.flow(.wake, wakes)
            }
        }
        if step.hasReady || step.state == .ready {
            let from = step.state == .ready ? step.runTo : step.readyFrom
            packets.event(from, .begin, track, name: PerfettoPackets.Name.ready, .ready) { event in
                if step.state == .ready, let wake { event.lastFlow(.wake, wake) }
            }
            if step.state != .ready { packets.end(step.runFrom, track) }
        }
        guard step.state == .ended || step.state == .running else { return }
        let thread = step.thread.map { id in
            packets.value(.thread, id) { threadNames[id] ?? "thread \(id)" }
        }
        packets.event(step.runFrom, .begin, track, name: PerfettoPackets.Name.running, .run) { event in
            if let wake { event.lastFlow(.wake, wake) }
            if let thread { event.value(.thread, thread) }
            if let site { event.value(.at, site) }
        }
        if step.state == .ended { packets.end(step.runTo, track) }
    }

    private mutating func siteValue(_ id: Int64) throws -> UInt64 {
        try packets.value(.site, id) { try texts.place(id) }
    }

    private mutating func objectValue(_ id: Int64) throws -> UInt64 {
        try packets.value(.object, id) { try texts.object(id) }
    }

    /// What was waited for: a task, a traced object or an actor, as the reason says.
    private mutating func object(_ id: Int64, reason: Int64?) throws -> UInt64? {
        switch reason {
        case 1, 7: packets.value(.awaited, id) { "task \(id)" }
        case 4: try objectValue(id)
        case let reason? where reason >= 20: try objectValue(id)
        default: nil
        }
    }

    // MARK: Moments

    mutating func operation(_ operation: TimelineOperation) throws {
        packets.count(operation.at, tracks.queue(operation.queue), operation.depth)
        let object = try objectValue(operation.queue)
        packets.event(
            operation.at, .instant, track(operation.task, operation.thread, process: 1),
            name: operation.isPut ? PerfettoPackets.Name.put : PerfettoPackets.Name.get, .queue
        ) { event in
            if operation.flows, let item = operation.item {
                let flow = PerfettoTracks.item(item, of: operation.queue)
                if operation.isPut { event.flow(.item, flow) } else { event.lastFlow(.item, flow) }
            }
            event.value(.object, object)
            event.number(.depth, operation.depth)
            if let item = operation.item { event.number(.item, item) }
            if let dwell = operation.dwell { event.number(.dwell, dwell) }
        }
    }

    mutating func mark(_ mark: TimelineMark) throws {
        let object = try mark.object.map { try objectValue($0) }
        let site = try mark.site.map { try siteValue($0) }
        packets.event(
            mark.at, .instant, track(mark.task, mark.thread, process: 1),
            name: PerfettoPackets.mark(mark.kind), .mark
        ) { event in
            if let object { event.value(.object, object) }
            if let site { event.value(.at, site) }
            if let by = mark.byTask { event.number(.by, by) }
            if let text = mark.text { event.text(.text, text) }
        }
    }

    mutating func loss(_ loss: TimelineLoss) throws {
        packets.event(
            loss.first, .instant, PerfettoTracks.process(loss.process), name: PerfettoPackets.Name.lost, .loss
        ) { event in
            event.number(.events, loss.events)
            event.number(.until, loss.last)
            event.text(.text, loss.reason)
        }
    }

    private func track(_ task: Int?, _ thread: Int64?, process: Int64) -> UInt64 {
        task.map { tracks.task($0) } ?? thread.map { PerfettoTracks.thread($0) }
            ?? PerfettoTracks.process(process)
    }
}

extension Int64 {
    /// As numbers of processes and threads are written.
    fileprivate var asInt32: Int64 { Int64(Int32(truncatingIfNeeded: self)) }
}
