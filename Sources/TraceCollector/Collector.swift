internal import CTaskProbe
internal import TraceModel
package import TraceStore
package import TraceSymbols

/// Reads segments, of this process or of another, and writes what they tell into a trace.
///
/// Belongs to one thread. ``drain()`` takes in what has been recorded, ``commit()`` makes it durable together
/// with how far it reaches; what a failed commit leaves is tried again with the next.
package struct Collector {
    package struct Options: Sendable {
        /// Run slices and callbacks from this length on are slow.
        package var slowCallbackNanoseconds: Int64 = 100_000_000
        /// Whether every task is announced when it is made; else its first wake stands for that.
        package var seesCreation = true
        /// Every task from this number on was made while recording.
        package var firstTask = UInt32.max
        /// Tasks of the tracer's own, which the trace does not show.
        package var ignoredTasks: Set<UInt32> = []
        /// Whether suspensions come with their stacks.
        package var recordsBacktraces = false
        /// The task that starts the recording: what it does before it is adopted is the tracer's own.
        package var adoptedTask: UInt32 = 0
        /// Whether nothing came before the recording: then the task that nobody made is the main program's.
        package var seesWholeProgram = false
        /// Whether ``findStalls()`` will be asked.
        package var findsStalls = false
        /// Of several processes in one trace: whether this is the one that was begun with, and that is closed last.
        package var isMainProcess = true
        package init() {}
    }

    /// A run slice that took too long, as the log is told of it.
    package struct SlowStep: Sendable {
        package let task: Int64
        package let name: String?
        package let function: String?
        package let nanoseconds: Int64
    }

    package let writer: TraceWriter
    package private(set) var recordsRead = 0
    var options: Options
    /// Tasks from here on need not be looked up among those that are ignored.
    let lastIgnoredTask: UInt32
    package private(set) var clock: TraceClock
    private var latestTicks: UInt64 = 0
    /// When records were lost last, as far as this look knows.
    var lossAt = Int64.min
    var tasks = TaskTable()
    var sites: SiteTable
    var stacks: StackTable
    var objects: ObjectLedger
    var rows = TraceRows()
    private var cursors: [UInt32: SegmentCursor] = [:]
    private var threads: [UInt32: Int64] = [:]
    var endedHelpers = RecentSet(capacity: 4096)
    var dirty: [UInt32] = []
    var names: [ShortText: Int64] = [:]
    /// Since when tasks run that may become stalls.
    var runs: [UInt32: Int64] = [:]
    private var lastBound: UInt64 = 0
    /// The time of the last look: what happened before it was taken in, if nothing was left.
    var drainedUntil: Int64 { clock.nanoseconds(lastBound) }
    var histogram: [HistogramKey: Int64] = [:]
    private let onSlowStep: (SlowStep) -> Void
    private let source: SegmentSource
    private var storedClock: UInt64 = 0
    private var storedLosses: UInt64 = 0
    var anomalies: Int64 = 0

    struct HistogramKey: Hashable {
        var name: Int64
        var bucket: Int64
    }

    package init(
        writer: TraceWriter, clock: TraceClock, options: Options, source: SegmentSource = .thisProcess,
        findModules: @escaping () -> [Module] = Module.ofThisProcess,
        onSlowStep: @escaping (SlowStep) -> Void = { _ in }
    ) throws {
        self.writer = writer
        self.clock = clock
        self.options = options
        lastIgnoredTask = max(options.adoptedTask, options.ignoredTasks.max() ?? 0)
        self.onSlowStep = onSlowStep
        self.source = source
        sites = try SiteTable(writer, findModules: findModules)
        stacks = StackTable(writer)
        objects = ObjectLedger(writer)
    }

    // MARK: Reading

    /// Takes in what was recorded up to now, in the order of time across threads.
    ///
    /// What happened before a record that is read here was published before this call began, so taking only
    /// records older than the call keeps causes before effects.
    /// - Parameter recordsPerPass: where to stop, so that the caller can look at the time.
    /// - Returns: whether there is more to read at once.
    /// - Throws: what the trace cannot take; nothing is lost by it.
    package mutating func drain(atMost recordsPerPass: Int = 100_000) throws -> Bool {
        let bound = tt_clock_ticks()
        lastBound = bound
        let lost = source.lost
        if lost.records > 0 { lossAt = clock.nanoseconds(lost.last) }
        findSegments()
        var budget = recordsPerPass
        var active = cursors.values.filter { !$0.isDrained }
        while budget > 0, let next = Self.earliest(active, notAfter: bound) {
            // Stay with this segment until another one holds something earlier.
            let limit = Self.secondEarliest(active, beside: next, notAfter: bound)
            while budget > 0, !active[next].isDrained, active[next].currentTicks <= limit {
                latestTicks = max(latestTicks, active[next].currentTicks)
                try take(active[next])
                active[next].advance()
                budget -= 1
                recordsRead += 1
            }
        }
        for cursor in active { cursors[cursor.slot] = cursor }
        return budget == 0
    }

    private mutating func findSegments() {
        for slot in 0..<source.slots {
            guard let header = unsafe source.segment(in: slot) else { continue }
            if unsafe cursors[slot]?.id != tt_segment_id(header) {
                var cursor = unsafe SegmentCursor(header, slot: slot)
                guard cursor.id != 0 else { continue }
                cursor.thread = unsafe thread(header)
                cursors[slot] = cursor
            }
            cursors[slot]?.refresh()
        }
    }

    private static func earliest(_ cursors: [SegmentCursor], notAfter bound: UInt64) -> Int? {
        var best: Int?
        var bestTicks = bound
        for index in cursors.indices where !cursors[index].isDrained {
            let ticks = cursors[index].currentTicks
            if ticks <= bestTicks {
                bestTicks = ticks
                best = index
            }
        }
        return best
    }

    private static func secondEarliest(_ cursors: [SegmentCursor], beside first: Int, notAfter bound: UInt64)
        -> UInt64
    {
        var second = bound
        for index in cursors.indices where index != first && !cursors[index].isDrained {
            second = min(second, cursors[index].currentTicks)
        }
        return second
    }

    private mutating func thread(_ header: UnsafePointer<tt_segment_header>) -> Int64 {
        let tid = unsafe header.pointee.tid
        if let known = threads[tid] { return known }
        let id = writer.newID(in: .thread)
        threads[tid] = id
        let name = unsafe withUnsafeBytes(of: header.pointee.thread_name) { bytes in
            unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        writer.before(
            "INSERT INTO thread(id, process, tid, name) VALUES (?1, ?2, ?3, ?4)", .integer(id),
            .integer(writer.process), .integer(Int64(tid)), .text(name))
        return id
    }

    // MARK: Writing

    /// How many rows wait for the next commit.
    package var pendingRows: Int { rows.count }

    /// How many records are in segments, as far as they were looked at, and in no commit.
    package var unwrittenRecords: Int {
        cursors.values.reduce(0) { $0 + Int($1.end - $1.committedPosition) }
    }

    /// How many segments wait to be read to their end: how far the collector is behind.
    package var backlog: Int { cursors.count }

    /// How many segments the next commit gives back.
    package var segmentsRead: Int {
        cursors.values.reduce(0) { $0 + ($1.isSealed && $1.isDrained ? 1 : 0) }
    }

    /// Makes durable what was taken in, and gives back the segments that are read to their end.
    package mutating func commit() throws {
        try describeTasks()
        for (key, count) in histogram { rows.histogram.append([key.name, key.bucket, count]) }
        histogram.removeAll(keepingCapacity: true)
        noteProgress()
        try writer.commit(&rows)
        for (slot, cursor) in cursors {
            cursors[slot]?.committedPosition = cursor.position
            // One that cannot be given back yet is kept, or it would be read a second time.
            if cursor.isSealed && cursor.isDrained && source.recycle(slot) { cursors[slot] = nil }
        }
    }

    private mutating func noteProgress() {
        rows.segments.removeAll()
        for cursor in cursors.values where cursor.position != cursor.committedPosition || cursor.isSealed {
            rows.segments.append(
                [
                    Int64(bitPattern: cursor.id), writer.process, cursor.thread, Int64(cursor.position),
                    cursor.isSealed && cursor.isDrained ? 1 : 0,
                ])
        }
        if options.isMainProcess && clock.anchorTicks != storedClock {
            storedClock = clock.anchorTicks
            writer.setMeta("clock_anchor_ticks", .integer(Int64(bitPattern: clock.anchorTicks)))
            writer.setMeta("clock_anchor_ns", .integer(clock.anchorNanoseconds))
            writer.setMeta("clock_ns_per_tick", .real(clock.nanosecondsPerTick))
        }
        noteLosses()
        if anomalies > 0 { writer.setMetaCount("anomalies", anomalies) }
    }

    private mutating func noteLosses() {
        let lost = source.lost
        guard lost.records > storedLosses else { return }
        storedLosses = lost.records
        writer.after(
            """
            INSERT OR REPLACE INTO gap(id, first, last, thread, lost, reason, process)
            VALUES (
              (SELECT id FROM gap WHERE reason = ?4 AND thread IS NULL AND process = ?5), ?1, ?2, NULL, ?3, ?4, ?5)
            """, .integer(clock.nanoseconds(lost.first)), .integer(clock.nanoseconds(lost.last)),
            .integer(Int64(lost.records)), .integer(Int64(GapReason.segmentsFull.rawValue)),
            .integer(writer.process))
    }

    /// Writes what is left of the process, and marks the trace as complete if that was the main one.
    ///
    /// - Parameter end: nil if the process goes on after the recording.
    /// - Throws: what the trace cannot take; nothing is lost by it, and it can be tried again.
    package mutating func close(at end: Int64?) throws {
        if options.isMainProcess { writer.setMeta("state", .text("closed")) }
        writer.setMetaCount("records", Int64(recordsRead))
        if let end {
            writer.after(
                "UPDATE process SET ended = ?2 WHERE id = ?1", .integer(writer.process), .integer(end))
        }
        try commit()
        isClosed = true
    }

    /// Whether the end of the trace is in the file.
    package private(set) var isClosed = false

    /// Nanoseconds since the start of the trace.
    package func time(ofTicks ticks: UInt64) -> Int64 { clock.nanoseconds(ticks) }

    /// Measures the clock again; `interval` are the nanoseconds until the next time.
    package mutating func recalibrate(interval: UInt64) {
        clock.recalibrate(after: max(latestTicks, clock.anchorTicks), horizon: Double(interval))
    }

    mutating func slow(_ entry: TaskEntry, id: UInt32, step: TaskStateMachine.Step, place: SiteTable.Place?)
        throws
    {
        let nanoseconds = step.ended - step.started
        let slow = SlowStep(
            task: writer.identifierOffset + Int64(id), name: try entry.name.flatMap(writer.text),
            function: try place?.function.flatMap(writer.text), nanoseconds: nanoseconds)
        try addSlowCallback(
            at: step.ended, duration: nanoseconds, threshold: options.slowCallbackNanoseconds,
            task: slow.task,
            thread: step.thread, object: RowBatch.null, site: step.site ?? RowBatch.null,
            message: slow.message)
        onSlowStep(slow)
    }
}

extension Collector.SlowStep {
    /// What asyncio's debug mode would say.
    package var message: String {
        var words = "<Task \(task)"
        if let name { words += " name='\(PrintableText.clean(name))'" }
        if let function { words += " running \(function)" }
        return "Executing \(words)> took \(Self.seconds(nanoseconds)) seconds"
    }

    /// Seconds with three decimals, without the help of Foundation.
    package static func seconds(_ nanoseconds: Int64) -> String {
        let milliseconds = (nanoseconds + 500_000) / 1_000_000
        let fraction = String(milliseconds % 1000)
        return "\(milliseconds / 1000)." + String(repeating: "0", count: 3 - fraction.count) + fraction
    }
}
