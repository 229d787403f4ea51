internal import CTaskProbe
internal import Glibc
internal import TraceCollector
internal import TraceStore

/// What a trace says of itself and of the program that it begins with.
struct TraceHeader {
    let program: TraceableProgram
    let arguments: [String]
    let options: ProgramRecorder.Options
    let folder: String

    /// Makes it durable: from here on whatever the program records can be recovered.
    func write(to writer: TraceWriter, clock: TraceClock, wallClockAtZero: Int64) throws {
        let executable = Self.realPath(program.path)
        writer.setMeta("format", .integer(1))
        writer.setMeta("state", .text("live"))
        // Who writes is not who is recorded.
        writer.setMeta("writer_pid", .integer(Int64(getpid())))
        writer.setMeta(
            "writer_boot_ticks", .integer(Int64(bitPattern: TraceFile.bootTicks(of: getpid()) ?? 0)))
        writer.setMeta("program", .text(executable))
        writer.setMeta("arguments", .text(arguments.dropFirst().joined(separator: " ")))
        writer.setMeta("host", .text(Self.host))
        writer.setMeta("capture", .text("probe"))
        writer.setMeta("capture_note", .text("the program has not begun to record"))
        writer.setMeta("slow_callback_ns", .integer(options.slowCallbackNanoseconds))
        writer.setMeta("clock_source", .text(unsafe String(cString: tt_clock_name())))
        writer.setMeta("clock_read_ns", .real(tt_clock_reading_cost()))
        writer.setMeta("record_ns", .real(tt_record_cost()))
        writer.setMeta("wall_clock_at_zero_ns", .integer(wallClockAtZero))
        writer.setMeta("segments_folder", .text(folder))
        writer.setMeta("backtraces", .integer(options.recordsBacktraces ? 1 : 0))
        // Until the collector tells its own.
        writer.setMeta("clock_anchor_ticks", .integer(Int64(bitPattern: clock.anchorTicks)))
        writer.setMeta("clock_anchor_ns", .integer(clock.anchorNanoseconds))
        writer.setMeta("clock_ns_per_tick", .real(clock.nanosecondsPerTick))
        var none = TraceRows()
        try writer.commit(&none)
    }

    func begin(pid: Int32, in writer: TraceWriter) throws {
        try writer.beginProcess(
            1, pid: pid, bootTicks: TraceFile.bootTicks(of: pid), executable: Self.realPath(program.path),
            started: 0, parent: getpid())
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
