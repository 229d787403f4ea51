internal import Glibc

/// Who has a trace open, as the system tells it: for sentences that name the program that is in the way.
///
/// SQLite's locks are on the file `-shm` beside the trace. It is not opened for this: closing it again would give up
/// the locks that this process itself has there.
package enum TraceLocks {
    package struct Holder: Sendable, Hashable {
        package let pid: Int32
        package let name: String
    }

    /// The processes that hold one state of the trace.
    static func readers(of trace: String) -> [Holder] { holders(trace) { (123...127).contains($0) } }

    /// The process that writes, beside this one.
    static func writer(of trace: String) -> Holder? { holders(trace) { $0 == 120 }.first }

    // Bytes as SQLite's format of the file has them: 120 is the writer's, 123 and on are the readers'.
    private static func holders(_ trace: String, where isWanted: (Int) -> Bool) -> [Holder] {
        var status = stat()
        guard unsafe stat(trace + "-shm", &status) == 0 else { return [] }
        // `1: POSIX  ADVISORY  READ 4711 fd:01:123456 124 124`
        return lines("/proc/locks").compactMap { line in
            let words = line.split(separator: " ")
            guard words.count >= 8, words[1] == "POSIX", let pid = Int32(words[4]), pid > 0, pid != getpid(),
                words[5].split(separator: ":").last == Substring(String(status.st_ino)),
                let byte = Int(words[6]), isWanted(byte)
            else { return nil }
            return Holder(pid: pid, name: lines("/proc/\(pid)/comm").first.map(String.init) ?? "?")
        }
    }

    private static func lines(_ path: String) -> [Substring] {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return [] }
        defer { close(descriptor) }
        var text: [UInt8] = []
        var bytes = [UInt8](repeating: 0, count: 16384)
        while text.count < 1 << 20 {
            let count = unsafe read(descriptor, &bytes, bytes.count)
            guard count > 0 else { break }
            text += bytes.prefix(count)
        }
        return String(decoding: text, as: UTF8.self).split(separator: "\n")
    }
}
