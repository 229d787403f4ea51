internal import CProgramLauncher
internal import CTaskProbe
internal import Glibc
internal import TraceCollector
internal import TraceModel
internal import TraceStore
internal import TraceSymbols

/// A process whose records go into the trace: the program, or one that it has started.
final class RecordedProcess {
    let pid: Int32
    let folder: String
    let reader: SegmentFolderReader
    var collector: Collector
    /// When it ended, if that is known already.
    var endedAt: Int64?

    private let writer: TraceWriter
    private var watch: Int32 = -1
    private var isDescribed = false

    /// The program itself, which its session waits for.
    init(
        program pid: Int32, folder: String, reader: SegmentFolderReader, writer: TraceWriter,
        clock: TraceClock, options: Collector.Options, onWarning: @escaping (String) -> Void
    ) throws {
        (self.pid, self.folder, self.reader, self.writer) = (pid, folder, reader, writer)
        collector = try Self.collector(
            pid, folder: folder, reader: reader, writer: writer, clock: clock, options: options, onWarning)
    }

    /// One that the program, or another such, has started.
    init(
        _ number: UInt32, _ identity: SegmentFolderReader.Identity, folder: String,
        reader: SegmentFolderReader, besides other: RecordedProcess, options: Collector.Options,
        onWarning: @escaping (String) -> Void
    ) throws {
        (pid, self.folder, self.reader) = (identity.pid, folder, reader)
        writer = TraceWriter(sharingFileOf: other.writer)
        // What the number stands for by now may be another process.
        let watch = pl_watch(identity.pid)
        let lives = identity.bootTicks != 0 && TraceFile.bootTicks(of: identity.pid) == identity.bootTicks
        if lives { self.watch = watch } else if watch >= 0 { close(watch) }
        let path = LoadedModules.executable(folder: folder)
        try writer.beginProcess(
            Int64(number), pid: identity.pid, bootTicks: identity.bootTicks == 0 ? nil : identity.bootTicks,
            executable: path ?? "?",
            started: max(0, other.collector.time(ofTicks: identity.opened)), parent: identity.parent)
        var options = options
        options.isMainProcess = false
        options.retention = nil  // the file has it from its first process
        collector = try Self.collector(
            pid, folder: folder, reader: reader, writer: writer, clock: other.collector.clock,
            options: options, onWarning)
    }

    deinit { if watch >= 0 { close(watch) } }

    /// Whether one that the session does not wait for has ended.
    var isGone: Bool { endedAt != nil || watch < 0 || pl_is_gone(watch) }

    /// How the probe stands in it, once that is known and only once.
    func news() -> SegmentFolderReader.State? {
        guard !isDescribed, reader.state != .starting else { return nil }
        isDescribed = true
        if case .refused(let reason) = reader.state {
            writer.before(
                "UPDATE process SET note = ?2 WHERE id = ?1", .integer(writer.process),
                .text("nothing was recorded: " + reason))
        }
        return reader.state
    }

    /// Takes in all that is left, and closes its part of the trace.
    ///
    /// - Parameter end: nil if the process goes on.
    /// - Throws: what the trace cannot take; it can be tried again.
    func finish(at end: Int64?) throws {
        guard !collector.isClosed else { return }
        while try collector.drain() { try collector.commit() }
        try collector.close(at: end)
    }

    private static func collector(
        _ pid: Int32, folder: String, reader: SegmentFolderReader, writer: TraceWriter, clock: TraceClock,
        options: Collector.Options, _ onWarning: @escaping (String) -> Void
    ) throws -> Collector {
        let modules = LoadedModules(folder: folder, pid: pid)
        return try Collector(
            writer: writer, clock: clock, options: options, source: .otherProcess(reader),
            findModules: { modules.now() }, onSlowStep: { onWarning($0.message) })
    }
}
