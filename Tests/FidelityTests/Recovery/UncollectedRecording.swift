import CTaskProbe
import Foundation
import TraceCollector
import TraceRecovery
import TraceStore
import TraceSymbols

@testable import TaskTracing

/// A recording of which nothing was read: all of it lies in its segments, as if its collector had been killed at once.
struct UncollectedRecording {
    private let directory: URL
    private static let folderName = "trace.sqlite.segments"

    /// Records what the body does.
    init(backtraces: Bool, _ body: @Sendable () async throws -> Void) async throws {
        directory = FileManager.default.temporaryDirectory.appending(path: "uncollected-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        let folder = directory.appending(path: Self.folderName).path
        var configuration = TaskTracingConfiguration()
        configuration.capture = .probe
        configuration.recordsBacktraces = backtraces
        tt_clock_choose()
        let first = TraceClock.pair()
        precondition(unsafe tt_segments_open(folder, 1 << 40 | 1, 128, 0) == 0)
        ModulesFile.write(Module.ofThisProcess(), to: folder + "/modules")
        tt_segments_provision(4)
        tt_set_recording(true)
        defer {
            tt_set_recording(false)
            tt_segments_close(true)
        }
        let capture = try await Capture.begin(configuration)
        try begin(capture, configuration, TraceClock(zero: first.monotonic, first: first), folder)
        RuntimeProbe.adoptCurrentTask(Recorder.site(#function, #fileID, #line))
        defer { RuntimeProbe.remove() }
        try await body()
    }

    // What `TaskTracer` writes before anything is read. The process is one that is no more.
    private func begin(
        _ capture: Capture, _ configuration: TaskTracingConfiguration, _ clock: TraceClock, _ folder: String
    ) throws {
        let writer = try TraceWriter(TraceFile.create(directory.appending(path: "trace.sqlite").path))
        try writer.beginProcess(pid: getpid(), bootTicks: nil, executable: "program", started: 0)
        var options = Collector.Options()
        options.ignoredTasks = capture.ownTasks
        options.recordsBacktraces = configuration.recordsBacktraces
        options.firstTask = capture.ownTasks.min() ?? 0
        options.adoptedTask = RuntimeProbe.currentTask
        var collector = try Collector(writer: writer, clock: clock, options: options)
        writer.setMeta("state", .text("live"))
        writer.setMeta("slow_callback_ns", .integer(1_000_000))
        writer.setMeta("wall_clock_at_zero_ns", .integer(0))
        writer.setMeta("segments_folder", .text(folder))
        try collector.commit()
    }

    func remove() { try? FileManager.default.removeItem(at: directory) }

    /// A copy of trace and segments, so that it can be recovered more than once.
    func copy(_ name: String) throws -> String {
        let copy = directory.appending(path: name)
        try FileManager.default.createDirectory(at: copy, withIntermediateDirectories: true)
        let trace = copy.appending(path: "trace.sqlite").path
        let original = directory.appending(path: "trace.sqlite").path
        for suffix in ["", "-wal"] where FileManager.default.fileExists(atPath: original + suffix) {
            try FileManager.default.copyItem(atPath: original + suffix, toPath: trace + suffix)
        }
        let folder = copy.appending(path: Self.folderName).path
        try FileManager.default.copyItem(
            atPath: directory.appending(path: Self.folderName).path, toPath: folder)
        let database = try TraceFile.openForWriting(trace)
        try database.execute("UPDATE meta SET value = '\(folder)' WHERE key = 'segments_folder'")
        return trace
    }
}
