internal import CTaskProbe
internal import Glibc
internal import TraceCollector
internal import TraceModel
internal import TraceStore
internal import TraceSymbols

/// One run of a program: reads what it records, and what its children do, until it has ended; then closes the trace.
///
/// Not `Sendable`: belongs to the thread that runs it.
final class Session {
    private let running: RunningProgram
    private let options: ProgramRecorder.Options
    private let collecting: Collector.Options
    private let writer: TraceWriter
    private let program: RecordedProcess
    private let family: ProgramFamily?
    private let helper = StarvationHelper()
    private let zero: UInt64
    private var children: [RecordedProcess] = []
    private var lost: UInt64 = 0
    private var recordsRead = 0
    private var isDescribed = false
    private var hasRecorded = false
    private var nextLookForStalls: UInt64 = 0
    private var lastError: String?
    private var saidMoved = false
    private var signalsSeen = tt_signals_counted()

    init(
        _ options: ProgramRecorder.Options, running: RunningProgram, writer: TraceWriter,
        reader: SegmentFolderReader, family: ProgramFamily?, folder: String,
        clock: TraceClock, zero: UInt64
    ) throws {
        (self.options, self.running, self.writer) = (options, running, writer)
        (self.family, self.zero) = (family, zero)
        var collecting = Collector.Options()
        collecting.slowCallbackNanoseconds = options.slowCallbackNanoseconds
        collecting.seesCreation = true
        collecting.recordsBacktraces = options.recordsBacktraces
        collecting.firstTask = 0
        collecting.findsStalls = true
        collecting.seesWholeProgram = true
        collecting.retention = options.retention
        collecting.flight = options.flight
        self.collecting = collecting
        program = try RecordedProcess(
            program: running.pid, folder: folder, reader: reader, writer: writer, clock: clock,
            options: collecting, onWarning: options.onWarning)
    }

    /// Whether the end of the trace is in the file.
    var isClosed: Bool { program.collector.isClosed }

    private var processes: [RecordedProcess] { [program] + children }
    private var now: Int64 { Int64(bitPattern: tt_monotonic_ns() &- zero) }

    // MARK: While the program runs

    func follow() -> ProgramRecorder.Outcome {
        if options.flight != nil { _ = tt_count_signal(SIGUSR2) }
        var pace = CollectorPace(now: tt_monotonic_ns())
        let mayIdle = helper.start()
        var end = running.end()
        while end == nil {
            turn(&pace, mayIdle: mayIdle)
            end = running.end()
        }
        helper.stop()
        keepEnd(end)
        return close(ProgramRecorder.Outcome(status: end?.status ?? 0))
    }

    private func keepEnd(_ end: RunningProgram.End?) {
        guard options.flight != nil else { return }
        let signal = end?.signal ?? 0
        program.collector.keepTheRest(
            reason: signal == 0
                ? "the program ended" : "the program was ended by signal \(signal)")
    }

    private func takeSignals() {
        let count = tt_signals_counted()
        if count != signalsSeen { program.collector.persist(reason: "signal") }
        signalsSeen = count
    }

    private func turn(_ pace: inout CollectorPace, mayIdle: Bool) {
        let began = tt_monotonic_ns()
        helper.pulse.turnBegan(at: began)
        let backlog = processes.reduce(0) { $0 + $1.collector.backlog }
        let share = pace.share(at: began, backlog: backlog, limit: options.bufferSize >> 20)
        tt_set_idle_priority(mayIdle && share == .idle)
        findChildren()
        describe()
        takeSignals()
        let before = recordsRead
        // While nothing can be written (a full disk, say) nothing is read: the segments keep what they can.
        let hasMore = !pace.isFailing && drain(atMost: share.recordsPerPass)
        if !hasMore && !pace.isFailing { findStalls() }
        commitWhenDue(&pace)
        if let interval = pace.calibrationInterval(at: tt_monotonic_ns()) {
            for process in processes { process.collector.recalibrate(interval: interval) }
        }
        let goesOn = hasMore && share != .portions
        let pause = goesOn ? 0 : pace.pause(foundRecords: recordsRead != before, share)
        if !goesOn { usleep(UInt32(pause / 1000)) }
        pace.turned(sleeping: pause, until: tt_monotonic_ns())
    }

    private func findChildren() {
        guard let family else { return }
        for (number, folder, reader) in family.newcomers() {
            guard let identity = reader.identity else { continue }
            // A process that runs another program in its place keeps its number.
            for process in processes where process.pid == identity.pid && process.endedAt == nil {
                process.endedAt = program.collector.time(ofTicks: identity.opened)
            }
            attempt {
                children.append(
                    try RecordedProcess(
                        number, identity, folder: folder, reader: reader, besides: program,
                        options: collecting, onWarning: options.onWarning))
            }
        }
        for child in children where child.isGone {
            attempt { try child.finish(at: child.endedAt ?? now) }
        }
        forgetClosed()
    }

    private func forgetClosed() {
        for child in children where child.collector.isClosed {
            describe(child)
            lost += child.reader.lostRecords
            family?.forget(child)
        }
        children.removeAll { $0.collector.isClosed }
    }

    private func drain(atMost most: Int) -> Bool {
        var hasMore = false
        for process in processes where !process.collector.isClosed {
            let before = process.collector.recordsRead
            hasMore = attempt { try process.collector.drain(atMost: most) } ?? false || hasMore
            recordsRead += process.collector.recordsRead - before
        }
        return hasMore
    }

    private func findStalls() {
        let time = tt_monotonic_ns()
        guard time >= nextLookForStalls else { return }
        let pause = min(max(options.slowCallbackNanoseconds / 4, 1_000_000), 50_000_000)
        nextLookForStalls = time + UInt64(pause)
        for process in processes where process.endedAt == nil {
            for stall in attempt({ try process.collector.findStalls() }) ?? [] {
                options.onWarning(stall.message)
            }
        }
    }

    private func commitWhenDue(_ pace: inout CollectorPace) {
        let time = tt_monotonic_ns()
        let rows = processes.reduce(0) { $0 + $1.collector.pendingRows }
        let read = processes.reduce(0) { $0 + $1.collector.segmentsRead }
        guard pace.shouldCommit(at: time, pendingRows: rows, segmentsRead: read) else { return }
        var succeeded = true
        for process in processes where !process.collector.isClosed {
            succeeded = attempt { try process.collector.commit() } != nil && succeeded
        }
        if pace.committed(at: time, succeeded: succeeded) {
            options.onWarning(
                "The trace cannot be written for now (\(lastError ?? "unknown")); "
                    + "records are kept as far as the buffer goes.")
        }
        if !saidMoved && writer.hasMoved {
            saidMoved = true
            options.onWarning(TraceFile.movedWarning(writer.database.path))
        }
    }

    // MARK: How the probe stands

    private func describe() {
        for process in processes { describe(process) }
    }

    private func describe(_ process: RecordedProcess) {
        switch process.news() {
        case nil, .starting: return
        case .recording(let note):
            hasRecorded = true
            if !isDescribed {
                writer.setMeta("capture_note", .text(note + ", loaded from outside, no test task sent"))
            }
            isDescribed = true
        case .refused(let reason):
            lastError = reason
            if !isDescribed { writer.setMeta("capture_note", .text("refused: " + reason)) }
        }
        guard let runtime = process.reader.runtime else { return }
        process.collector.writer.setRuntime(
            runtime.seenFromOutside, runtime.isAccepted ? .probeFromOutside : CaptureKind.none)
    }

    // MARK: Its end

    private func close(_ outcome: ProgramRecorder.Outcome) -> ProgramRecorder.Outcome {
        var outcome = outcome
        let end = now
        writer.log.isEnding = true
        findChildren()
        describe()
        for child in children {
            let goesOn = !child.isGone
            if attempt({ try child.finish(at: goesOn ? nil : end) }) != nil && goesOn {
                child.reader.end()
                outcome.stillRunning += 1
            }
        }
        forgetClosed()
        // It says that the trace is complete, so it comes last.
        let refusal = lastError
        if children.isEmpty { attempt { try program.finish(at: program.endedAt ?? end) } }
        outcome.lost = lost + program.reader.lostRecords
        guard isClosed else {
            outcome.trouble = "the end of the trace could not be written: " + (lastError ?? "unknown")
            return outcome
        }
        if !hasRecorded {
            outcome.trouble =
                refusal.map { "nothing was recorded: " + $0 }
                ?? (family == nil
                    ? "the program ended before it could be traced"
                    : "nothing was recorded: no program with the Swift runtime was run")
        }
        attempt {
            _ = try SourceLines.find(in: writer.database)
        }
        writer.log.empty()
        if writer.hasMoved {
            outcome.trouble = "the trace was removed or replaced while it was recorded, and is lost"
        }
        outcome.tasks = (try? writer.database.integer("SELECT tasks FROM trace")) ?? 0
        outcome.processes = (try? writer.database.integer("SELECT count(*) FROM process")) ?? 1
        return outcome
    }

    @discardableResult
    private func attempt<Result>(_ body: () throws -> Result) -> Result? {
        do { return try body() } catch {
            lastError = WritingTrouble.describe(error, writer.database.path)
            return nil
        }
    }
}
