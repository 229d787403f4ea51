internal import CTaskProbe
internal import Logging
internal import Synchronization
internal import TraceCollector
internal import TraceModel
internal import TraceStore
internal import TraceSymbols

/// Runs the collector on a thread of the traced program.
///
/// It polls at 1 ms or slower and runs only when nothing else wants the processor, until it falls behind by a
/// quarter of the buffer. While nothing can be written (a full disk, say) it stops reading: the segments keep
/// what they can, and what they cannot is counted.
final class CollectorThread: @unchecked Sendable {
    // Unchecked: `collector` is touched by the thread alone once it has started.
    private var collector: Collector
    private let segmentLimit: Int
    private let findsSourceLines: Bool
    private let logger: Logger
    private let stopping = Mutex<CheckedContinuation<Void, Never>?>(nil)
    private let isStopped = Atomic(false)
    private let processEnd: @Sendable () -> Int64

    init(
        _ collector: Collector, segmentLimit: Int, findsSourceLines: Bool, logger: Logger,
        processEnd: @escaping @Sendable () -> Int64
    ) {
        self.collector = collector
        self.segmentLimit = segmentLimit
        self.findsSourceLines = findsSourceLines
        self.logger = logger
        self.processEnd = processEnd
    }

    func start() -> Bool {
        TracerThread.start("task-collector") { [self] in run() }
    }

    /// Reads what is left, closes the trace and ends the thread.
    func stop() async {
        await withCheckedContinuation { continuation in
            stopping.withLock { $0 = continuation }
            isStopped.store(true, ordering: .releasing)
        }
    }

    private static let commitInterval: UInt64 = 100_000_000
    private static let commitRows = 50_000

    private func run() {
        tt_set_idle_priority(true)
        var lastCommit = tt_monotonic_ns()
        let began = lastCommit
        var lastCalibration = lastCommit
        var pause = Duration.milliseconds(1)
        var hasFailed = false
        while !isStopped.load(ordering: .acquiring) {
            let before = collector.recordsRead
            let hasMore = !hasFailed && attempt { try collector.drain() } ?? false
            let now = tt_monotonic_ns()
            if now - lastCommit >= Self.commitInterval || collector.pendingRows >= Self.commitRows {
                let done: Void? = attempt { try collector.commit() }
                if done == nil && !hasFailed {
                    logger.warning("Writing the trace fails; recording goes on in memory.")
                }
                hasFailed = done == nil
                lastCommit = now
            }
            // The first readings are close together, so the rate is measured more often at first.
            let interval = min(max((now - began) / 2, 5_000_000), 1_000_000_000)
            if now - lastCalibration >= interval {
                collector.recalibrate(interval: interval)
                lastCalibration = now
            }
            tt_set_idle_priority(collector.backlog < segmentLimit / 4)
            tt_segments_provision(4)
            if hasMore { continue }
            // An idle program is looked at less often.
            pause = collector.recordsRead == before ? min(pause * 2, .milliseconds(20)) : .milliseconds(1)
            TracerThread.sleep(pause)
        }
        tt_set_idle_priority(false)
        finish()
        stopping.withLock { $0.take() }?.resume()
    }

    private func finish() {
        let closed: Void? = attempt {
            while try collector.drain() { try collector.commit() }
            try collector.close(at: processEnd())
        }
        guard closed != nil else {
            logger.error(
                "The end of the trace could not be written, and is lost: free some space before the next.",
                metadata: ["trace": "\(collector.writer.database.path)"])
            return
        }
        if findsSourceLines { attempt { _ = try SourceLines.find(in: collector.writer.database) } }
        // So that the trace is one file, complete in itself.
        attempt { try collector.writer.database.execute("PRAGMA wal_checkpoint(TRUNCATE)") }
    }

    /// Whether the end of the trace is in the file.
    var isClosed: Bool { collector.isClosed }

    @discardableResult
    private func attempt<Result>(_ body: () throws -> Result) -> Result? {
        do { return try body() } catch {
            lastError.withLock { $0 = String(describing: error) }
            return nil
        }
    }

    /// What last went wrong with writing.
    let lastError = Mutex<String?>(nil)
}
