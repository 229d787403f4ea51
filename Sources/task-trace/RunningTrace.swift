internal import Foundation
internal import TraceStore

/// The trace of a running program: a file that it has open, or the one that records it.
enum RunningTrace {
    /// Further up nobody looks: a recorder may have started a script that has started the program.
    private static let mostAncestors = 16

    static func path(of pid: Int32) throws -> String {
        guard FileManager.default.fileExists(atPath: "/proc/\(pid)") else {
            throw InputError("There is no process \(pid): give the number of a running program, or a trace.")
        }
        if let own = traces(openedBy: pid).first { return own }
        var ancestor = parent(of: pid)
        for _ in 0..<mostAncestors {
            guard let recorder = ancestor, recorder > 1 else { break }
            if let trace = traces(openedBy: recorder).first(where: { has(pid, $0) }) { return trace }
            ancestor = parent(of: recorder)
        }
        throw InputError(
            "Process \(pid) has no trace open, and none that it comes from records it: run it under "
                + "'task-trace record', or give the trace.")
    }

    private static func traces(openedBy pid: Int32) -> [String] {
        let folder = "/proc/\(pid)/fd"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        let paths = Set(
            names.compactMap { try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\($0)") }
        )
        // A database that is being written has a log beside it, and its own head may be in that.
        return paths.filter { paths.contains($0 + "-wal") && (try? TraceReader(path: $0)) != nil }.sorted()
    }

    /// Whether the trace is of this process, too.
    private static func has(_ pid: Int32, _ trace: String) -> Bool {
        guard let reader = try? TraceReader(path: trace) else { return false }
        let found = try? reader.rows(
            "SELECT 1 AS one FROM processes WHERE pid = :pid", ["pid": .integer(Int64(pid))]
        ) {
            $0.integer("one")
        }
        return found?.isEmpty == false
    }

    private static func parent(of pid: Int32) -> Int32? {
        guard let status = try? String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8) else {
            return nil
        }
        let line = status.split(separator: "\n").first { $0.hasPrefix("PPid:") }
        return line.flatMap { Int32($0.dropFirst("PPid:".count).filter(\.isNumber)) }
    }
}
