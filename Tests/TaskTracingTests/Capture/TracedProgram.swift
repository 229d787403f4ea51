import Foundation
import Logging
import Synchronization
import TaskTracing
import Testing
import TraceReporting
import TraceStore

/// Runs code under the tracer and gives its trace.
///
/// There is one recording at a time in a process: suites that record are `.serialized` under `RecordingTests`.
enum TracedProgram {
    static func newFolder() throws -> URL {
        let folder = FileManager.default.temporaryDirectory.appending(path: "traced-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder
    }

    static func run(
        _ configuration: TaskTracingConfiguration = TaskTracingConfiguration(),
        _ body: @Sendable () async throws -> Void
    ) async throws -> TraceReader {
        let path = try newFolder().appending(path: "trace.sqlite").path
        try await withTaskTracing(to: path, configuration: configuration) { try await body() }
        return try open(path)
    }

    /// The trace at this path, checked: every trace that a test makes holds every invariant.
    static func open(_ path: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> TraceReader
    {
        let trace = try TraceReader(path: path)
        for violation in try Verification(trace).violations {
            Issue.record(
                "\(violation.invariant): \(violation.summary) \(violation.rows.rows)",
                sourceLocation: sourceLocation)
        }
        return trace
    }
}

extension TraceReader {
    /// The rows of a query as texts, columns separated by a bar.
    func table(_ sql: String) throws -> [String] {
        let statement = try database.prepare(sql)
        var rows: [String] = []
        while try statement.step() {
            rows.append(
                (0..<statement.columnCount).map { statement.text(at: $0) ?? "-" }.joined(separator: "|"))
        }
        return rows
    }

    func number(_ sql: String) throws -> Int64 { try database.integer(sql) }
}

/// Collects what is logged.
final class LogCollector: Sendable {
    private let lines = Mutex<[String]>([])

    var all: [String] { lines.withLock { $0 } }

    var logger: Logger {
        Logger(label: "test") { _ in Handler(collector: self) }
    }

    private struct Handler: LogHandler {
        let collector: LogCollector
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace
        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }
        func log(event: LogEvent) {
            collector.lines.withLock { $0.append("\(event.level): \(event.message)") }
        }
    }
}
