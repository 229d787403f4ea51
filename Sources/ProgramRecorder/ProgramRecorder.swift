internal import CTaskProbe
internal import Glibc
internal import TraceCollector
internal import TraceModel
internal import TraceStore
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
        package var recordsBacktraces = false
        /// Whether what the program starts is recorded as well.
        package var followsChildren = false
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
        tt_clock_choose()
        let first = TraceClock.pair()
        let (database, moved) = try TraceFile.createForRecording(options.output)
        let writer = try TraceWriter(database)
        let folder = try SegmentFolder.make(beside: options.output, wanted: options.bufferSize)
        let segments = UInt32(folder.size / Self.segmentSize)
        let family = options.followsChildren ? ProgramFamily(folder: folder.path, segments: segments) : nil
        guard let reader = SegmentFolderReader(folder: folder.path),
            family != nil || !options.followsChildren
        else {
            folder.remove()
            throw RecordingRefusal(
                "The folder '\(folder.path)' cannot be opened: check the limit of open files.")
        }
        let (zero, wallClockAtZero) = (tt_monotonic_ns(), Int64(bitPattern: tt_wall_clock_ns()))
        let running: RunningProgram
        do {
            let letters = options.recordsBacktraces ? "b" : ""
            // Numbers of segments: the trace is new, so the process is its first.
            running = try RunningProgram(
                program.path, arguments: arguments, preload: options.preload,
                word: family == nil
                    ? "TASKTRACING_SEGMENTS=\(segments):\(1 << 40 | 1):\(letters):\(folder.path)"
                    : "TASKTRACING_FAMILY=\(letters):\(folder.path)")
        } catch {
            folder.remove()
            throw error
        }
        var outcome: Outcome
        do {
            try TraceHeader(program: program, arguments: arguments, options: options, folder: folder.path)
                .write(to: writer, pid: running.pid, wallClockAtZero: wallClockAtZero)
            let session = try Session(
                options, running: running, writer: writer, reader: reader, family: family,
                folder: folder.path, clock: TraceClock(zero: zero, first: first), zero: zero)
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
        return outcome
    }
}
