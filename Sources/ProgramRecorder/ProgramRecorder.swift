internal import CTaskProbe
internal import Glibc
package import TraceCollector
internal import TraceModel
internal import TraceRecovery
package import TraceStore
internal import TraceSymbols

/// Runs a program that knows nothing of the tracer, and records its tasks into a trace.
///
/// The program only writes segments; they are read here, so that a program that ends by `exit`, a trap or
/// `kill -9` leaves a complete trace all the same.
package struct ProgramRecorder {
    package struct Options {
        package var output: String
        package var preload: String
        package var slowCallbackNanoseconds: Int64 = 100_000_000
        package var bufferSize = 256 << 20
        package var spillSize = 1 << 30
        package var recordsBacktraces = false
        /// Whether what the program starts is recorded as well.
        package var followsChildren = false
        /// How much of the details the trace keeps.
        package var retention: RetentionLimits?
        /// Keeps details only around the moments that matter; SIGUSR2 is one of them.
        package var flight: FlightRecorder.Limits?
        /// Is told of what is slow while the program runs.
        package var onWarning: @Sendable (String) -> Void = { _ in }

        package init(output: String, preload: String) {
            self.output = output
            self.preload = preload
        }
    }

    /// What came of it.
    package struct Outcome {
        /// As a shell tells it: 128 and the signal's number where a signal has ended the program.
        package var status: Int32
        package var tasks: Int64 = 0
        package var processes: Int64 = 1
        /// Processes that the program has started and that go on.
        package var stillRunning = 0
        package var lost: UInt64 = 0
        package var earlierTrace: String?
        /// How many records of the earlier one were taken in first, as it had been cut off.
        package var earlierRecords: Int64?
        /// Why nothing, or not everything, was recorded.
        package var trouble: String?
    }

    private let options: Options
    private static let segmentSize = 1 << 20

    package init(_ options: Options) { self.options = options }

    /// Runs the program to its end.
    ///
    /// - Throws: ``RecordingRefusal`` or the error of the trace file, before the program is started.
    package func run(_ program: TraceableProgram, arguments: [String]) throws -> Outcome {
        try RunningProgram.check(preload: options.preload)
        // The probe needs a file or two in the program, which may end where it finds none left.
        var files = rlimit()
        guard
            unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &files) != 0 || files.rlim_cur >= 32
        else {
            throw RecordingRefusal(
                "No more than \(files.rlim_cur) files may be open: raise that limit (ulimit -n) to 32 or more."
            )
        }
        tt_clock_choose()
        do {
            return try record(program, arguments: arguments)
        } catch let failure as NotStarted {
            // By now nobody has the trace open.
            TraceFile.undoCreation(options.output, moved: failure.movedTrace)
            throw failure.reason
        }
    }

    /// The program does not run, so there is nothing to record.
    private struct NotStarted: Error {
        let reason: any Error
        let movedTrace: String?
    }

    private func record(_ program: TraceableProgram, arguments: [String]) throws -> Outcome {
        let first = TraceClock.pair()
        let (database, moved) = try TraceFile.createForRecording(options.output)
        // At once: until it says so, a second recorder would take the trace for one that nobody writes.
        try database.execute(
            """
            INSERT INTO meta(key, value) VALUES ('state', 'live'), ('writer_pid', \(getpid())),
              ('writer_boot_ticks', \(TraceFile.bootTicks(of: getpid()) ?? 0))
            """)
        let recovered = moved.flatMap(recoverEarlier)
        let writer = try TraceWriter(database)
        let folder = try SegmentFolder.make(
            beside: options.output, wanted: options.bufferSize, onDisk: options.spillSize)
        let segments = UInt32(folder.size / Self.segmentSize)
        let onDisk = UInt32(folder.sizeOnDisk / Self.segmentSize)
        let family =
            options.followsChildren
            ? ProgramFamily(folder: folder.path, segments: segments, onDisk: onDisk) : nil
        guard let reader = SegmentFolderReader(folder: folder.path),
            family != nil || !options.followsChildren
        else {
            folder.remove()
            throw RecordingRefusal(
                "The folder '\(folder.path)' cannot be opened: check the limit of open files.")
        }
        let (zero, wallClockAtZero) = (tt_monotonic_ns(), Int64(bitPattern: tt_wall_clock_ns()))
        let clock = TraceClock(zero: zero, first: first)
        let header = TraceHeader(
            program: program, arguments: arguments, options: options, folder: folder.path)
        let running: RunningProgram
        do {
            try header.write(to: writer, clock: clock, wallClockAtZero: wallClockAtZero)
            let letters = options.recordsBacktraces ? "b" : ""
            // Numbers of segments: the trace is new, so the process is its first.
            running = try RunningProgram(
                program.path, arguments: arguments, preload: options.preload,
                word: family == nil
                    ? "TASKTRACING_SEGMENTS=\(segments)+\(onDisk):\(1 << 40 | 1):\(letters):\(folder.path)"
                    : "TASKTRACING_FAMILY=\(letters):\(folder.path)")
        } catch {
            folder.remove()
            throw NotStarted(reason: error, movedTrace: moved)
        }
        var outcome: Outcome
        do {
            try header.begin(pid: running.pid, in: writer)
            let session = try Session(
                options, running: running, writer: writer, reader: reader, family: family,
                folder: folder.path, clock: clock, zero: zero)
            outcome = session.follow()
            // What could not be written stays where it is.
            if session.isClosed { folder.remove() }
        } catch {
            // The program runs: it shall not suffer from what its recorder cannot do.
            reader.end()
            outcome = Outcome(status: running.waitForEnd().status)
            outcome.trouble = "the trace could not be written (\(error))"
            folder.remove()
        }
        outcome.earlierTrace = moved
        outcome.earlierRecords = recovered
        return outcome
    }

    /// What cannot be recovered now stays as it is, for `task-trace recover`.
    private func recoverEarlier(_ trace: String) -> Int64? {
        do {
            return try Recovery.recover(trace)?.records
        } catch {
            options.onWarning("The earlier trace is not complete: \(error)")
            return nil
        }
    }
}
