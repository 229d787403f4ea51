internal import Glibc

/// The name that a thread of this process goes by.
enum ThreadName {
    static func of(_ tid: UInt32) -> String? {
        let descriptor = unsafe open("/proc/self/task/\(tid)/comm", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 64)
        let count = unsafe read(descriptor, &bytes, bytes.count)
        guard count > 0 else { return nil }
        return String(decoding: bytes[..<count].prefix { $0 != 10 }, as: UTF8.self)
    }
}
