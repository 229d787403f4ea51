internal import CTaskProbe
internal import Glibc
internal import Logging
internal import Synchronization
internal import TraceCollector
internal import TraceModel
internal import TraceRecovery
internal import TraceStore

/// A recording of this process's tasks into a trace file, from
/// ``start(to:configuration:function:file:line:)`` to ``stop()``.
///
/// ``TaskTracing/withTaskTracing(to:configuration:isolation:function:file:line:_:)`` is the usual way; this is for
/// programs that cannot put one call around their work. There is one recording at a time in a process.
public final class TaskTracer: Sendable {
    /// Where the trace is.
    public let path: String

    /// Where an earlier trace of that name was moved to, if there was one.
    public let earlierTrace: String?

    /// How tasks are seen, and why not by the probe if they are not.
    public let captureDescription: String

    /// The instrumented executor, where tasks are seen by it; nil where the probe sees all of them.
    public let executor: TracingExecutor?

    private let thread: CollectorThread
    private let watchdog: StallWatchdog
    private let folder: String
    private let isStopped = Atomic(false)
    private let hasSignal: Bool

    private static let isTracing = Atomic(false)

    /// Begins to record.
    ///
    /// - Parameters:
    ///   - path: where the trace goes.
    ///   - configuration: thresholds, bounds and the way of capture.
    ///   - function: names the task that is running already, with `file` and `line`.
    ///   - file: see `function`.
    ///   - line: see `function`.
    /// - Returns: the recording; stop it before the process ends, or what it did last is only in the
    ///   segments.
    /// - Throws: ``TaskTracingError`` if the file cannot be made, if this process is being traced already, or
    ///   if the probe was asked for and its self-check refuses.
    nonisolated(nonsending) public static func start(
        to path: String, configuration: TaskTracingConfiguration = TaskTracingConfiguration(),
        function: StaticString = #function, file: StaticString = #fileID, line: UInt = #line
    ) async throws -> TaskTracer {
        guard !isTracing.exchange(true, ordering: .acquiringAndReleasing) else {
            throw TaskTracingError(
                .alreadyTracing,
                "This process is being traced already: stop that recording before '\(path)' begins.")
        }
        do {
            let tracer = try await TaskTracer(path, configuration)
            // Still in the caller's task and on its actor: the rest of it belongs to the trace.
            if tracer.executor == nil { RuntimeProbe.adoptCurrentTask(Recorder.site(function, file, line)) }
            return tracer
        } catch {
            tt_set_recording(false)
            isTracing.store(false, ordering: .releasing)
            throw error
        }
    }

    nonisolated(nonsending) private init(_ path: String, _ configuration: TaskTracingConfiguration)
        async throws
    {
        self.path = path
        tt_clock_choose()
        let first = TraceClock.pair()
        let trace = try Recording(path: path, zero: first.monotonic)
        earlierTrace = trace.movedTo
        do {
            folder = try SegmentFolder.open(
                beside: path, maximumBufferSize: configuration.maximumBufferSize,
                maximumSpillSize: configuration.maximumSpillSize, firstID: trace.firstSegmentID)
        } catch {
            throw TaskTracingError(
                .cannotWrite,
                "The folder '\(error.folder)' for records in flight cannot be made (\(error.reason)): "
                    + "free some space, or choose another path.", underlying: error)
        }
        tt_segments_provision(4)
        tt_set_recording(true)
        // Where it cannot be started the collector does its work, as far as it comes to it.
        _ = tt_segments_provision_always(8)
        do {
            let capture = try await Capture.begin(configuration)
            captureDescription = capture.description
            executor = capture.isProbe ? nil : TracingExecutor()
            // The clock's first rate wants some milliseconds between its two readings.
            TracerThread.sleep(.milliseconds(2))
            let clock = TraceClock(zero: first.monotonic, first: first)
            thread = CollectorThread(
                try Self.collector(for: trace, capture, configuration, clock, folder: folder),
                segmentLimit: configuration.maximumBufferSize >> 20,
                findsSourceLines: configuration.findsSourceLines, logger: configuration.logger,
                processEnd: { Int64(bitPattern: tt_monotonic_ns() &- first.monotonic) })
            watchdog = StallWatchdog(configuration, clock, thread)
            guard thread.start() else {
                throw TaskTracingError(
                    .cannotWrite, "The collector's thread cannot be started: raise the thread limit.")
            }
        } catch {
            RuntimeProbe.remove()
            tt_set_recording(false)
            SegmentFolder.close(folder)
            throw error
        }
        watchdog.start()
        if let signal = configuration.flightRecorder?.signal {
            hasSignal = tt_count_signal(signal)
        } else {
            hasSignal = false
        }
        if let earlierTrace { Self.recover(earlierTrace, configuration) }
    }

    /// Takes in what an earlier recording of that name has left, if it was cut off. Beside the program, which shall not
    /// wait for it; cut off itself, it is done by the next one, or by `task-trace recover`.
    private static func recover(_ trace: String, _ configuration: TaskTracingConfiguration) {
        _ = TracerThread.start("task-recovery") {
            tt_set_idle_priority(true)
            var options = Recovery.Options()
            options.findsSourceLines = configuration.findsSourceLines
            do { try Recovery.recover(trace, options) } catch {
                configuration.logger.warning("The earlier trace was not recovered: \(error)")
            }
        }
    }

    /// The collector with what readers need to know already in the file.
    private static func collector(
        for trace: Recording, _ capture: Capture, _ configuration: TaskTracingConfiguration,
        _ clock: TraceClock,
        folder: String
    ) throws(TaskTracingError) -> Collector {
        var options = Collector.Options()
        options.slowCallbackNanoseconds = configuration.slowCallbackThreshold.wholeNanoseconds
        options.ignoredTasks = capture.ownTasks
        options.seesCreation = capture.isProbe
        options.recordsBacktraces = configuration.recordsBacktraces
        options.firstTask = capture.ownTasks.min() ?? 0
        options.adoptedTask = capture.isProbe ? RuntimeProbe.currentTask : 0
        options.setBounds(configuration)
        let logger = configuration.logger
        do {
            var collector = try Collector(
                writer: trace.writer, clock: clock, options: options,
                onSlowStep: { slow in logger.warning("\(slow.message)") })
            trace.writer.log.limits.most = configuration.writeAheadLimit
            trace.describe(capture: capture, configuration: configuration, folder: folder)
            try collector.commit()
            return collector
        } catch {
            throw TaskTracingError(
                .cannotWrite, "The trace '\(trace.path)' cannot be written (\(error)): free some space.",
                underlying: error)
        }
    }

    /// Has the flight recorder keep the details of what just was and of what follows, as it is configured.
    ///
    /// The reason stands in the trace. Does nothing where there is no flight recorder: then details are kept anyhow.
    public func persist(reason: String) { thread.persist(reason: reason) }

    /// Ends the recording: takes the probe out, writes what is left, looks up source lines, closes the file.
    ///
    /// Calling it again does nothing.
    public func stop() async {
        guard !isStopped.exchange(true, ordering: .acquiringAndReleasing) else { return }
        endCapture()
        if hasSignal { tt_stop_counting_signal() }
        await thread.stop()
        SegmentFolder.close(folder, keepingFiles: !thread.isClosed)
        Self.isTracing.store(false, ordering: .releasing)
    }

    /// From here on nothing is recorded: what the tracer does to finish is not the program's.
    func endCapture() {
        RuntimeProbe.remove()
        watchdog.stop()
        tt_set_recording(false)
    }
}

extension Duration {
    var wholeNanoseconds: Int64 {
        // Whoever wants no warnings may set a threshold of thousands of years.
        let (seconds, attoseconds) = min(max(self, .seconds(-9_000_000_000)), .seconds(9_000_000_000))
            .components
        return seconds * 1_000_000_000 + attoseconds / 1_000_000_000
    }
}
