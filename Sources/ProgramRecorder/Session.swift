internal import CTaskProbe
internal import Glibc
internal import TraceCollector
internal import TraceModel
internal import TraceStore
internal import TraceSymbols

/// One run of a program: reads what it records until it has ended, then closes the trace.
struct Session {
    private static let commitInterval: UInt64 = 100_000_000
    private static let commitRows = 50_000
    private static let shortestPause = 1_000_000
    private static let longestPause = 10_000_000

    private let running: RunningProgram
    private let writer: TraceWriter
    private let reader: SegmentFolderReader
    private var collector: Collector
    private let zero: UInt64
    private var isDescribed = false
    private var lastError: String?

    init(
        options: ProgramRecorder.Options, program: String, arguments: [String], running: RunningProgram,
        writer: TraceWriter, reader: SegmentFolderReader, folder: String,
        first: (ticks: UInt64, monotonic: UInt64), zero: UInt64, wallClockAtZero: Int64
    ) throws {
        (self.running, self.writer, self.reader) = (running, writer, reader)
        self.zero = zero
        let executable = Self.realPath(program)
        try writer.beginProcess(
            pid: running.pid, bootTicks: TraceFile.bootTicks(of: running.pid) ?? 0, executable: executable,
            started: 0)
        writer.setMeta("format", .integer(1))
        writer.setMeta("state", .text("live"))
        writer.setMeta("program", .text(executable))
        writer.setMeta("arguments", .text(arguments.dropFirst().joined(separator: " ")))
        writer.setMeta("host", .text(Self.host))
        writer.setMeta("capture", .text("probe"))
        writer.setMeta("capture_note", .text("the program has not begun to record"))
        writer.setMeta("slow_callback_ns", .integer(options.slowCallbackNanoseconds))
        writer.setMeta("clock_source", .text(unsafe String(cString: tt_clock_name())))
        writer.setMeta("wall_clock_at_zero_ns", .integer(wallClockAtZero))
        writer.setMeta("segments_folder", .text(folder))
        var collecting = Collector.Options()
        collecting.slowCallbackNanoseconds = options.slowCallbackNanoseconds
        collecting.seesCreation = true
        collecting.firstTask = 0
        let modules = LoadedModules(folder: folder, pid: running.pid)
        collector = try Collector(
            writer: writer, clock: TraceClock(zero: zero, first: first), options: collecting,
            source: .otherProcess(reader), findModules: { modules.now() })
    }

    /// Whether the end of the trace is in the file.
    var isClosed: Bool { collector.isClosed }

    mutating func follow() -> ProgramRecorder.Outcome {
        var (lastCommit, lastCalibration) = (tt_monotonic_ns(), tt_monotonic_ns())
        let began = lastCommit
        var pause = Self.shortestPause
        // While nothing can be written (a full disk, say) nothing is read: the segments keep what they can.
        var isFailing = false
        var end = running.end()
        while end == nil {
            let before = collector.recordsRead
            describeProbe()
            let hasMore = !isFailing && attempt { try $0.drain() } ?? false
            let now = tt_monotonic_ns()
            if now - lastCommit >= Self.commitInterval
                || collector.pendingRows >= Self.commitRows && !isFailing
            {
                isFailing = attempt { try $0.commit() } == nil
                lastCommit = now
            }
            let interval = min(max((now - began) / 2, 5_000_000), 1_000_000_000)
            if now - lastCalibration >= interval {
                lastCalibration = now
                collector.recalibrate(interval: interval)
            }
            if !hasMore {
                pause =
                    collector.recordsRead != before
                    ? Self.shortestPause : min(pause * 2, Self.longestPause)
                usleep(UInt32(pause / 1000))
            }
            end = running.end()
        }
        return close(ProgramRecorder.Outcome(status: end?.status ?? 0))
    }

    private mutating func describeProbe() {
        guard !isDescribed else { return }
        switch reader.state {
        case .starting: return
        case .recording(let note):
            writer.setMeta("capture_note", .text(note + ", loaded from outside, no test task sent"))
        case .refused(let reason): writer.setMeta("capture_note", .text("refused: " + reason))
        }
        isDescribed = true
    }

    private mutating func close(_ outcome: ProgramRecorder.Outcome) -> ProgramRecorder.Outcome {
        var outcome = outcome
        let end = Int64(bitPattern: tt_monotonic_ns() &- zero)
        describeProbe()
        attempt { collector in
            while try collector.drain() { try collector.commit() }
            try collector.close(at: end)
        }
        outcome.lost = reader.lostRecords
        switch reader.state {
        case .starting: outcome.trouble = "the program ended before it could be traced"
        case .refused(let reason): outcome.trouble = "nothing was recorded: " + reason
        case .recording: break
        }
        if !collector.isClosed {
            outcome.trouble = "the end of the trace could not be written: " + (lastError ?? "unknown")
            return outcome
        }
        attempt { collector in
            _ = try SourceLines.find(in: collector.writer.database)
            try collector.writer.database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        }
        outcome.tasks = (try? writer.database.integer("SELECT count(*) FROM task")) ?? 0
        return outcome
    }

    @discardableResult
    private mutating func attempt<Result>(_ body: (inout Collector) throws -> Result) -> Result? {
        do { return try body(&collector) } catch {
            lastError = String(describing: error)
            return nil
        }
    }

    private static func realPath(_ path: String) -> String {
        guard let real = unsafe realpath(path, nil) else { return path }
        defer { unsafe free(real) }
        return unsafe String(cString: real)
    }

    private static var host: String {
        var name = utsname()
        guard unsafe uname(&name) == 0 else { return "?" }
        return unsafe withUnsafeBytes(of: &name.nodename) { bytes in
            unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
    }
}
