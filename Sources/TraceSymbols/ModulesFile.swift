internal import Glibc

/// A file beside the segments that says what is loaded in a process: whoever names its addresses may come when it is
/// gone. The preload library writes the same in C.
package enum ModulesFile {
    private static let most = 8 << 20

    /// What it tells; nothing where it cannot be read, and without the lines that make no sense.
    package static func read(_ path: String) -> [Module] {
        lines(path).compactMap { line in
            // base first last size modified build-id path
            let words = line.split(separator: " ", maxSplits: 6)
            guard words.count == 7, let base = UInt64(words[0], radix: 16),
                let first = UInt64(words[1], radix: 16), let last = UInt64(words[2], radix: 16), first < last,
                let size = Int64(words[3]), let modified = Int64(words[4])
            else { return nil }
            let identity = FileIdentity(
                buildID: words[5] == "-" ? nil : String(words[5]), size: size, modified: modified)
            return Module(
                path: String(words[6]), base: base, addresses: first..<last,
                identity: size == 0 ? nil : identity)
        }
    }

    /// Writes it; a failure is nobody's trouble but that of who wants names after a crash.
    package static func write(_ modules: [Module], to path: String) {
        let lines = modules.map { module in
            let ends = [module.base, module.addresses.lowerBound, module.addresses.upperBound]
            let identity = module.identity
            return ends.map { String($0, radix: 16) }.joined(separator: " ")
                + " \(identity?.size ?? 0) \(identity?.modified ?? 0) \(identity?.buildID ?? "-") \(module.path)\n"
        }
        let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        let bytes = Array(lines.joined().utf8)
        var written = 0
        while written < bytes.count {
            let count = unsafe bytes[written...].withUnsafeBytes {
                unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
            guard count > 0 else { return }
            written += count
        }
    }

    /// The lines of a file, none if it cannot be read. Whatever stands there, a pipe or a device, it is not waited for.
    package static func lines(_ path: String) -> [Substring] {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return [] }
        defer { close(descriptor) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return [] }
        var bytes: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 65_536)
        while bytes.count < most {
            let count = unsafe Glibc.read(descriptor, &part, part.count)
            guard count > 0 else { break }
            bytes += part[..<count]
        }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    }
}
