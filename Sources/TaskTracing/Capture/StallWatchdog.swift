internal import CTaskProbe
internal import Logging
internal import Synchronization
internal import TraceCollector
internal import TraceModel
internal import TraceSymbols

/// Warns of a callback while it is still running; asyncio can only tell when it is over.
///
/// Looks at what the threads run a few times per threshold, on a thread of its own at normal priority: it must
/// not starve when every processor is busy, and sees to it that the collector does not. It takes no lock that the
/// traced program holds.
final class StallWatchdog: Sendable {
    private let threshold: Duration
    private let logger: Logger
    private let nanosecondsPerTick: Double
    private let warns: Bool
    private let collector: CollectorThread
    private let isStopped = Atomic(false)

    init(_ configuration: TaskTracingConfiguration, _ clock: TraceClock, _ collector: CollectorThread) {
        warns = configuration.warnsWhileRunning
        self.collector = collector
        threshold = configuration.slowCallbackThreshold
        logger = configuration.logger
        nanosecondsPerTick = clock.nanosecondsPerTick
    }

    func start() {
        _ = TracerThread.start("task-watchdog") { [self] in watch() }
    }

    func stop() { isStopped.store(true, ordering: .relaxed) }

    private func watch() {
        let pause = min(max(threshold / 4, .milliseconds(1)), .milliseconds(50))
        let names = FunctionNames()
        var reported: [UInt32: UInt64] = [:]
        var running = [tt_running](repeating: tt_running(), count: 256)
        while !isStopped.load(ordering: .relaxed) {
            TracerThread.sleep(warns ? pause : .milliseconds(50))
            collector.pulse.helpIfStarved()
            collector.warnIfHalted()
            guard warns else { continue }
            let count = unsafe tt_running_tasks(&running, running.count)
            let now = tt_clock_ticks()
            for slice in running[..<count] where reported[slice.tid] != slice.since && slice.since < now {
                let nanoseconds = Int64(Double(now - slice.since) * nanosecondsPerTick)
                // A slice that a nested one has interrupted begins anew when that is over: its function is 0.
                guard slice.code != 0, Duration.nanoseconds(nanoseconds) >= threshold else { continue }
                guard !IntendedBlocking.contains(slice.task) else { continue }
                reported[slice.tid] = slice.since
                report(slice, nanoseconds, names)
            }
        }
    }

    private func report(_ slice: tt_running, _ nanoseconds: Int64, _ names: FunctionNames) {
        let function = names.function(at: slice.code)
        // Finding the name takes its time, and on a busy machine so does getting the processor.
        guard isStillRunning(slice) else { return }
        let message = Stall(task: Int64(slice.task), function: function, nanoseconds: nanoseconds).message
        Recorder.record(.stall, object: 0, task: slice.task, value: UInt64(nanoseconds), text: message)
        logger.warning("\(message)")
    }

    private func isStillRunning(_ slice: tt_running) -> Bool {
        var running = [tt_running](repeating: tt_running(), count: 256)
        let count = unsafe tt_running_tasks(&running, running.count)
        return running[..<count].contains { $0.tid == slice.tid && $0.since == slice.since }
    }
}
