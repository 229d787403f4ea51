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
        /// Keep details only when something happens.
        package var flight: FlightRecorder.Limits?
        /// How much of the details to keep, of all processes in the file.
        package var retention: RetentionLimits?
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
    /// The writer's, which stays what it is.
    let identifierOffset: Int64
    package internal(set) var recordsRead = 0
    var options: Options
    /// Tasks from here on need not be looked up among those that are ignored.
    let lastIgnoredTask: UInt32
    package internal(set) var clock: TraceClock
    var latestTicks: UInt64 = 0
    var clockJumps: Int64 = 0
    let clocksAtStart = MachineClocks.now()
    /// When records were lost last, as far as this look knows.
    var lossAt = Int64.min
    var tasks = TaskTable()
    var sites: SiteTable
    var stacks: StackTable
    var objects: ObjectLedger
    var rows = TraceRows()
    var cursors: [UInt32: SegmentCursor] = [:]
    var threads = ThreadTable()
    var endedHelpers = RecentSet(capacity: 4096)
    /// The last of them, as they are stored; nil when there are others by now.
    var endedHelpersText: String?
    /// How far segments were read by the collector from which this one goes on.
    var drainedBefore: [UInt64: UInt32] = [:]
    var dirty: [UInt32] = []
    var names: [ShortText: Int64] = [:]
    /// Since when tasks run that may become stalls.
    var runs: [UInt32: Int64] = [:]
    var intended = IntendedBlocking()
    var lastBound: UInt64 = 0
    /// The time of the last look: what happened before it was taken in, if nothing was left.
    var drainedUntil: Int64 { clock.nanoseconds(lastBound) }
    var histogram: [HistogramKey: Int64] = [:]
    var totals = RunTotals()
    /// Whether rows of details are written. Else they are counted, and what they would add to the totals is.
    var keepsDetails = true
    /// What lived before this has details that were kept.
    var keptUntil = Int64.min
    var flight: FlightRecorder?
    /// Whether the flight recorder holds back more than it is meant to.
    var isFlightBehind = false
    var scout = SegmentScout()
    /// When it was asked to keep what there was, and why.
    var flightMarks: [(at: Int64, reason: String)] = []
    var seenLosses: UInt64 = 0
    var waitTotals = WaitTotals()
    private let onSlowStep: (SlowStep) -> Void
    let source: SegmentSource
    private var storedClock: UInt64 = 0
    private var storedRecords = -1
    private var losses = LossAccount()
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
        identifierOffset = writer.identifierOffset
        self.clock = clock
        self.options = options
        lastIgnoredTask = max(options.adoptedTask, options.ignoredTasks.max() ?? 0)
        self.onSlowStep = onSlowStep
        self.source = source
        sites = try SiteTable(writer, findModules: findModules, isOwnProcess: source.isThisProcess)
        stacks = StackTable(writer)
        objects = ObjectLedger(writer)
        if let limits = options.retention { try writer.setRetention(limits) }
        if let limits = options.flight {
            try restoreFlight(limits)
            describeFlight()
        }
    }

    // MARK: Reading

    /// Takes in what was recorded up to now, in the order of time across threads.
    ///
    /// What happened before a record that is read here was published before this call began, so taking only
    /// records older than the call keeps causes before effects.
    /// - Parameters:
    ///   - recordsPerPass: where to stop, so that the caller can look at the time.
    ///   - last: up to which ticks, if not up to now.
    /// - Returns: whether there is more to read at once.
    /// - Throws: what the trace cannot take; nothing is lost by it.
    package mutating func drain(atMost recordsPerPass: Int = 20_000, until last: UInt64? = nil) throws
        -> Bool
    {
        let bound = try boundOfPass(until: last)
        return try flight == nil
            ? drain(upTo: bound, atMost: recordsPerPass)
            : drainFlight(upTo: lastBound, atMost: recordsPerPass)
    }

    mutating func drain(upTo bound: UInt64, atMost recordsPerPass: Int) throws -> Bool {
        let lost = source.lost
        if lost.records > 0 { lossAt = clock.nanoseconds(lost.last) }
        findSegments()
        var budget = recordsPerPass
        var merge = SegmentMerge(cursors.values.lazy.filter { !$0.isDrained })
        // Also where something cannot be taken: what was before it is not taken again.
        defer { for cursor in merge.cursors { cursors[cursor.slot] = cursor } }
        while budget > 0, let (lane, limit) = merge.next(notAfter: bound) {
            try takeRun(&merge.cursors[lane], notAfter: limit, &budget)
        }
        if budget > 0 && bound >= lastBound { forgetJump() }
        return budget == 0
    }

    /// Stays with one segment until another one holds something earlier.
    @inline(__always)
    private mutating func takeRun(
        _ place: inout SegmentCursor, notAfter limit: UInt64, _ budget: inout Int
    ) throws {
        var cursor = place
        var ticks = cursor.currentTicks
        let before = budget
        defer {
            place = cursor
            recordsRead += before - budget
        }
        repeat {
            latestTicks = max(latestTicks, ticks)
            try take(cursor)
            cursor.advance()
            budget -= 1
            guard budget > 0, !cursor.isDrained else { return }
            ticks = cursor.currentTicks
        } while ticks <= limit
    }

    mutating func findSegments() {
        for slot in 0..<source.slots {
            guard let header = unsafe source.segment(in: slot) else { continue }
            if unsafe cursors[slot]?.id != tt_segment_id(header) {
                var cursor = unsafe SegmentCursor(header, slot: slot)
                guard cursor.id != 0 else { continue }
                cursor.position = drainedBefore[cursor.id] ?? 0
                cursor.committedPosition = cursor.position
                cursor.thread = unsafe thread(header)
                cursors[slot] = cursor
            }
            cursors[slot]?.refresh()
        }
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
    package var backlog: Int {
        // What the flight recorder holds back is not to be caught up with.
        flight == nil || isFlightBehind ? cursors.count : 0
    }

    /// How many segments the next commit gives back.
    package var segmentsRead: Int {
        cursors.values.reduce(0) { $0 + ($1.isSealed && $1.isDrained ? 1 : 0) }
    }

    /// Makes durable what was taken in, and gives back the segments that are read to their end.
    package mutating func commit() throws {
        try describeTasks()
        for (key, count) in histogram { rows.histogram.append([key.name, key.bucket, count]) }
        histogram.removeAll(keepingCapacity: true)
        waitTotals.finish(into: &rows.waitTotals)
        noteProgress()
        totals.move(into: &rows.totals)
        try writer.fitCache(livingTasks: tasks.count)
        try writer.commit(&rows, now: drainedUntil)
        forgetWhatIsStored()
        for (slot, cursor) in cursors {
            cursors[slot]?.committedPosition = cursor.position
            // One that cannot be given back yet is kept, or it would be read a second time.
            if cursor.isSealed && cursor.isDrained && source.recycle(slot) { cursors[slot] = nil }
        }
    }

    /// What the trace holds, or what is over, need not lie in the program's memory for ever.
    private mutating func forgetWhatIsStored() {
        tasks.shrinkIfNeeded()
        objects.forgetExecutors()
        sites.committed()
        // One that lives has a segment, or has just filled one that is here still.
        threads.forget(except: cursors.values.lazy.map(\.thread))
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
        if let flight, !rows.segments.isEmpty {
            writer.setMeta("flight_taken_until_ns", .integer(flight.takenUntil))
        }
        if clock.anchorTicks != storedClock || recordsRead != storedRecords {
            if options.isMainProcess && clock.anchorTicks != storedClock {
                writer.setMeta("clock_anchor_ticks", .integer(Int64(bitPattern: clock.anchorTicks)))
                writer.setMeta("clock_anchor_ns", .integer(clock.anchorNanoseconds))
                writer.setMeta("clock_ns_per_tick", .real(clock.nanosecondsPerTick))
            }
            (storedClock, storedRecords) = (clock.anchorTicks, recordsRead)
            noteWhereItStands()
        }
        noteLosses()
        if anomalies > 0 { writer.setMetaCount("anomalies", anomalies) }
    }

    private mutating func noteLosses() {
        let reason = writer.trouble ?? .segmentsFull
        let before = losses.records
        guard let loss = losses.add(source.lost, reason) else { return }
        totals[at: clock.nanoseconds(loss.last)].lost += Int64(losses.records - before)
        writer.after(
            """
            INSERT OR REPLACE INTO gap(id, first, last, thread, lost, reason, process)
            VALUES (
              (SELECT id FROM gap WHERE reason = ?4 AND thread IS NULL AND process = ?5), ?1, ?2, NULL, ?3, ?4, ?5)
            """, .integer(clock.nanoseconds(loss.first)), .integer(clock.nanoseconds(loss.last)),
            .integer(Int64(loss.records)), .integer(Int64(reason.rawValue)), .integer(writer.process))
    }

    /// Writes what is left of the process, and marks the trace as complete if that was the main one.
    ///
    /// - Parameters:
    ///   - end: nil if the process goes on after the recording.
    ///   - state: what the trace then says of itself.
    /// - Throws: what the trace cannot take; nothing is lost by it, and it can be tried again.
    package mutating func close(at end: Int64?, as state: String = "closed") throws {
        if options.isMainProcess { writer.setMeta("state", .text(state)) }
        if state == "closed" { describeClocks() }
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

    /// When the last record happened that was read; nil if none was.
    package var latestTime: Int64? { latestTicks == 0 ? nil : clock.nanoseconds(latestTicks) }

    /// Nanoseconds since the start of the trace.
    package func time(ofTicks ticks: UInt64) -> Int64 { clock.nanoseconds(ticks) }

    /// Measures the clock again; `interval` are the nanoseconds until the next time.
    package mutating func recalibrate(interval: UInt64) {
        guard !clock.mayGoBack else { return }
        clock.recalibrate(after: max(latestTicks, clock.anchorTicks), horizon: Double(interval))
    }

    mutating func slow(_ entry: TaskEntry, id: UInt32, step: TaskStateMachine.Step, place: SiteTable.Place?)
        throws
    {
        let nanoseconds = step.ended &- step.started
        let slow = SlowStep(
            task: identifierOffset + Int64(id), name: try entry.name.flatMap(writer.text),
            function: try place?.function.flatMap(writer.text), nanoseconds: nanoseconds)
        try addSlowCallback(
            at: step.ended, duration: nanoseconds, threshold: options.slowCallbackNanoseconds,
            task: slow.task,
            thread: step.thread, object: RowBatch.null, site: step.site ?? RowBatch.null,
            message: slow.message)
        if nanoseconds - intended.blocked(step.thread, from: step.started) >= options.slowCallbackNanoseconds
        {
            onSlowStep(slow)
        }
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
