internal import CTaskProbe
internal import Logging
internal import Synchronization
internal import TraceCollector
internal import TraceModel
internal import TraceStore
internal import TraceSymbols

/// Runs the collector on a thread of the traced program.
///
/// How often it looks, commits and at which priority it runs: see ``CollectorPace``. While nothing can be written
/// (a full disk, say) it stops reading: the segments keep what they can, and what they cannot is counted.
final class CollectorThread: @unchecked Sendable {
    // Unchecked: `collector` and `lastError` are touched by the thread alone once it has started.
    private var collector: Collector
    private let segmentLimit: Int
    private let findsSourceLines: Bool
    private let logger: Logger
    private let stopping = Mutex<CheckedContinuation<Void, Never>?>(nil)
    private let isStopped = Atomic(false)
    private let processEnd: @Sendable () -> Int64
    private var lastError: String?
    private var saidMoved = false
    private let saidHalted = Atomic(false)
    private let path: String
    private let requests = Mutex<[String]>([])
    private var signalsSeen = tt_signals_counted()
    /// For the watchdog.
    let pulse = CollectorPulse()

    init(
        _ collector: Collector, segmentLimit: Int, findsSourceLines: Bool, logger: Logger,
        processEnd: @escaping @Sendable () -> Int64
    ) {
        self.collector = collector
        path = collector.writer.database.path
        self.segmentLimit = segmentLimit
        self.findsSourceLines = findsSourceLines
        self.logger = logger
        self.processEnd = processEnd
    }

    /// Has the flight recorder keep what there is. Called from any thread.
    func persist(reason: String) { requests.withLock { $0.append(reason) } }

    private func takeRequests() {
        for reason in requests.withLock({ requests in
            defer { requests.removeAll() }
            return requests
        }) { collector.persist(reason: "request: " + reason) }
        let signals = tt_signals_counted()
        if signals != signalsSeen { collector.persist(reason: "signal") }
        signalsSeen = signals
    }

    func start() -> Bool {
        TracerThread.start("task-collector") { [self] in run() }
    }

    /// Reads what is left, closes the trace and ends the thread.
    func stop() async {
        await withCheckedContinuation { continuation in
            stopping.withLock { $0 = continuation }
            isStopped.store(true, ordering: .releasing)
            // A thread that a fault has halted cannot answer any more. Nothing is held meanwhile: the trace is closed, and
            // is one file, when the last one lets go.
            _ = TracerThread.start("task-stop") { [weak self] in
                while self?.isStopping == true { TracerThread.sleep(.milliseconds(10)) }
            }
        }
    }

    /// Whether the thread is still waited for; it is not if it has been halted.
    private var isStopping: Bool {
        guard tt_mapping_failed() else { return stopping.withLock { $0 != nil } }
        warnIfHalted()
        stopping.withLock { $0.take() }?.resume()
        return false
    }

    /// Says so once if a fault has halted the thread: the rest of the records is for a recovery. Called from any other
    /// thread.
    func warnIfHalted() {
        guard tt_mapping_failed(), !saidHalted.exchange(true, ordering: .relaxed) else { return }
        logger.error(
            """
            The trace cannot be written any more: there is no room for the mapped file beside it. The program goes on; \
            its records stay in the folder of segments, for 'task-trace recover' once it has ended.
            """, metadata: ["trace": "\(path)"])
    }

    private func run() {
        _ = tt_guard_mappings()
        defer { tt_unguard_mappings() }
        var pace = CollectorPace(now: tt_monotonic_ns())
        pulse.begin()
        while !isStopped.load(ordering: .acquiring) {
            let began = tt_monotonic_ns()
            pulse.turnBegan(at: began)
            let share = pace.share(at: began, backlog: collector.backlog, limit: segmentLimit)
            tt_set_idle_priority(share == .idle)
            takeRequests()
            let before = collector.recordsRead
            let hasMore =
                !pace.isFailing && attempt { try collector.drain(atMost: share.recordsPerPass) } ?? false
            let now = tt_monotonic_ns()
            if pace.shouldCommit(
                at: now, pendingRows: collector.pendingRows, segmentsRead: collector.segmentsRead)
            {
                // It takes locks, of file and allocator: not while others may keep it from running.
                tt_set_idle_priority(false)
                let done: Void? = attempt { try collector.commit() }
                tt_set_idle_priority(share == .idle)
                if pace.committed(at: now, succeeded: done != nil) {
                    logger.warning("\(sentenceOfTrouble)")
                }
                warnIfMoved()
            }
            if let interval = pace.calibrationInterval(at: now) { collector.recalibrate(interval: interval) }
            tt_segments_provision(8)
            let goesOn = hasMore && share != .portions
            let pause = goesOn ? 0 : pace.pause(foundRecords: collector.recordsRead != before, share)
            if !goesOn { TracerThread.sleep(.nanoseconds(pause)) }
            pace.turned(sleeping: pause, until: tt_monotonic_ns())
        }
        pulse.end()
        tt_set_idle_priority(false)
        finish()
        stopping.withLock { $0.take() }?.resume()
    }

    private var sentenceOfTrouble: String {
        "The trace cannot be written for now (\(lastError ?? "unknown")); records are kept as far as the buffer goes."
    }

    private func warnIfMoved() {
        guard !saidMoved && collector.writer.hasMoved else { return }
        saidMoved = true
        logger.warning("\(TraceFile.movedWarning(collector.writer.database.path))")
    }

    private func finish() {
        warnIfMoved()
        collector.writer.log.isEnding = true
        takeRequests()
        collector.keepTheRest(reason: "end of the recording")
        let closed: Void? = attempt {
            while try collector.drain() { try collector.commit() }
            try collector.close(at: processEnd())
        }
        guard closed != nil else {
            logger.error(
                "The end of the trace cannot be written; its records stay in the folder of segments.",
                metadata: [
                    "trace": "\(collector.writer.database.path)", "reason": "\(lastError ?? "unknown")",
                    "records": "\(collector.unwrittenRecords)",
                ])
            return
        }
        let trace = collector.writer.database
        attempt {
            if findsSourceLines {
                _ = try SourceLines.find(in: trace)
            } else {
                try SourceLines.skip(in: trace)
            }
        }
        // So that the trace is one file, complete in itself.
        collector.writer.log.empty()
    }

    /// Whether the end of the trace is in the file.
    var isClosed: Bool { collector.isClosed }

    @discardableResult
    private func attempt<Result>(_ body: () throws -> Result) -> Result? {
        do { return try body() } catch {
            lastError = WritingTrouble.describe(error, collector.writer.database.path)
            return nil
        }
    }
}
