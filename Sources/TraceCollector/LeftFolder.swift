internal import Glibc
package import TraceStore

/// The folder of segments that a trace names, with those of further processes in it.
package struct LeftFolder {
    /// What a trace names is not the tracer's, or another user's.
    package struct Foreign: Error { package let path: String }

    package let path: String
    /// The number of each process that has left something, and its folder.
    package let processes: [(number: Int64, path: String)]

    /// Nil if it is gone.
    package init?(of trace: Database) throws {
        guard let path = try Self.name(in: trace) else { return nil }
        var status = stat()
        guard unsafe lstat(path, &status) == 0 else { return nil }
        // What a trace says is not a reason to remove what is not the tracer's.
        guard Self.isSegments(path), status.st_mode & S_IFMT == S_IFDIR,
            geteuid() == 0 || status.st_uid == geteuid()
        else { throw Foreign(path: path) }
        self.path = path
        let others = Self.entries(path).compactMap { Int64($0) }.filter { (2...1 << 20).contains($0) }
        processes = [(1, path)] + others.sorted().map { ($0, "\(path)/\($0)") }
    }

    private static func name(in trace: Database) throws -> String? {
        let row = try trace.prepare("SELECT value FROM meta WHERE key = 'segments_folder'")
        guard try row.step(), let path = row.text(at: 0), !path.isEmpty else { return nil }
        return path
    }

    private static func isSegments(_ path: String) -> Bool {
        let names = path.split(separator: "/")
        guard path.hasPrefix("/"), let name = names.last, !names.contains("..") else { return false }
        return path.hasPrefix("/dev/shm/task-trace-") || name.hasSuffix(".segments")
    }

    /// The process that still records into it, if there is one.
    package func livingProgram(in trace: Database) throws -> Int32? {
        for process in processes {
            guard let identity = LeftSegments(folder: process.path)?.identity, identity.bootTicks != 0
            else { continue }
            if TraceFile.bootTicks(of: identity.pid) == identity.bootTicks { return identity.pid }
        }
        let rows = try trace.prepare("SELECT pid, boot_ticks FROM process WHERE ended IS NULL")
        while try rows.step() {
            guard let pid = rows.integer(at: 0).flatMap({ Int32(exactly: $0) }),
                let ticks = rows.integer(at: 1)
            else { continue }
            if TraceFile.bootTicks(of: pid) == UInt64(bitPattern: ticks) { return pid }
        }
        return nil
    }

    /// Removes it with all that the tracer has put there.
    package func remove() {
        for process in processes.reversed() {
            Self.removeSegments(process.path + "/spill")
            if let spill = Self.target(process.path + "/spill") { unsafe rmdir(spill) }
            unsafe unlink(process.path + "/spill")
            unsafe rmdir(process.path + "/spill")
            Self.removeSegments(process.path)
            for name in ["control", "modules", "family"] { unsafe unlink(process.path + "/" + name) }
            unsafe rmdir(process.path)
        }
    }

    private static func removeSegments(_ folder: String) {
        for name in entries(folder)
        where name.count == 12 && name.hasSuffix(".segment") && UInt32(name.prefix(4)) != nil {
            unsafe unlink(folder + "/" + name)
        }
    }

    private static func target(_ link: String) -> String? {
        var bytes = [CChar](repeating: 0, count: 4096)
        let count = unsafe readlink(link, &bytes, bytes.count)
        guard count > 0 else { return nil }
        let path = String(decoding: bytes[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return isSegments(path) ? path : nil
    }

    private static func entries(_ path: String) -> [String] {
        guard let folder = unsafe opendir(path) else { return [] }
        defer { unsafe closedir(folder) }
        var names: [String] = []
        while let entry = unsafe readdir(folder), names.count < 100_000 {
            names.append(
                unsafe withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                    unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
                })
        }
        return names
    }
}
