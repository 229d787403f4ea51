internal import CTaskProbe
internal import Glibc
internal import TraceModel
internal import TraceStore

/// The trace file of a recording at its start: made, and entered into.
struct Recording {
    let writer: TraceWriter
    let movedTo: String?
    let path: String
    private let wallClockAtZero: Int64

    // `zero` is the start of the trace on CLOCK_MONOTONIC.
    init(path: String, zero: UInt64) throws(TaskTracingError) {
        let sinceZero = tt_monotonic_ns() &- zero
        wallClockAtZero = Int64(bitPattern: tt_wall_clock_ns() &- sinceZero)
        self.path = path
        do {
            let (database, moved) = try TraceFile.createForRecording(path)
            movedTo = moved
            writer = try TraceWriter(database)
            try writer.beginProcess(
                pid: getpid(), bootTicks: TraceFile.bootTicks(of: getpid()) ?? 0, executable: Self.executable,
                started: 0)
        } catch {
            throw TaskTracingError(.cannotWrite, Self.sentence(error, path), underlying: error)
        }
    }

    private static func sentence(_ error: any Error, _ path: String) -> String {
        if let error = error as? RecordingFileError { return error.description }
        return RecordingFileError.cannotWrite(path, reason: String(describing: error)).description
    }

    /// Numbers of segments: apart for every process of a trace.
    var firstSegmentID: UInt64 { UInt64(writer.process) << 40 | 1 }

    /// What readers and recovery need to know of this recording, in the next commit.
    func describe(capture: Capture, configuration: TaskTracingConfiguration, folder: String) {
        writer.setMeta("format", .integer(1))
        writer.setMeta("state", .text("live"))
        writer.setMeta("program", .text(Self.executable))
        writer.setMeta("arguments", .text(CommandLine.arguments.dropFirst().joined(separator: " ")))
        writer.setMeta("host", .text(Self.host))
        writer.setMeta("capture", .text(capture.isProbe ? "probe" : "executor"))
        writer.setMeta("capture_note", .text(capture.description))
        writer.setRuntime(capture.runtime, capture.kind)
        writer.setMeta(
            "slow_callback_ns", .integer(configuration.slowCallbackThreshold.wholeNanoseconds))
        writer.setMeta("clock_source", .text(unsafe String(cString: tt_clock_name())))
        writer.setMeta("clock_read_ns", .real(tt_clock_reading_cost()))
        writer.setMeta("record_ns", .real(tt_record_cost()))
        writer.setMeta("wall_clock_at_zero_ns", .integer(wallClockAtZero))
        writer.setMeta("segments_folder", .text(folder))
        writer.setMeta(
            "backtraces", .integer(capture.isProbe && configuration.recordsBacktraces ? 1 : 0))
    }

    private static var executable: String {
        var bytes = [CChar](repeating: 0, count: 4096)
        let count = unsafe readlink("/proc/self/exe", &bytes, bytes.count - 1)
        guard count > 0 else { return CommandLine.arguments.first ?? "?" }
        return String(decoding: bytes[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    private static var host: String {
        var name = utsname()
        guard unsafe uname(&name) == 0 else { return "?" }
        return unsafe withUnsafeBytes(of: &name.nodename) { bytes in
            unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
    }
}
