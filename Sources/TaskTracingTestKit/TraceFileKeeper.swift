internal import Foundation
internal import TraceReporting
package import TraceStore

/// Keeps the file of a trace for as long as somebody may ask it, and removes it then.
package final class TraceFileKeeper: Sendable {
    /// What cannot be done with a trace.
    struct Refusal: Error, CustomStringConvertible {
        let description: String
    }

    private let folder: URL

    var path: String { folder.appending(path: "trace.sqlite").path }

    /// Makes a folder for a trace that is not there yet; in memory where that can be had.
    init() throws {
        let memory = "/dev/shm"
        let place =
            FileManager.default.isWritableFile(atPath: memory)
            ? URL(filePath: memory) : FileManager.default.temporaryDirectory
        folder = place.appending(path: "test-trace-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }

    deinit {
        try? FileManager.default.removeItem(at: folder)
    }

    func rows(_ sql: String) throws -> [[String: String]] {
        var rows: [[String: String]] = []
        try reader().run(sql) { statement in
            var row: [String: String] = [:]
            for (index, name) in statement.columnNames.enumerated() { row[name] = statement.text(at: index) }
            rows.append(row)
        }
        return rows
    }

    func report() throws -> String {
        try TextReport(trace: reader(), style: .plain).render()
    }

    func save(to path: String) throws {
        guard !FileManager.default.fileExists(atPath: path) else {
            throw Refusal(
                description: "There is a file '\(path)' already: choose another path for the trace.")
        }
        try FileManager.default.copyItem(atPath: self.path, toPath: path)
    }

    package func reader() throws -> TraceReader {
        try TraceReader(path: path)
    }
}
