internal import Glibc
internal import TraceSymbols

/// The executable and libraries of another process: those it began with, as its preload library has written them
/// down (they are asked for when the process may be gone), and those it has loaded since.
final class LoadedModules {
    private let folder: String
    private let pid: Int32
    private var known: [String: Module] = [:]

    init(folder: String, pid: Int32) { (self.folder, self.pid) = (folder, pid) }

    /// All that is known by now: one that is unloaded stays.
    func now() -> [Module] {
        if known.isEmpty { readFirst() }
        if !known.isEmpty { readLoadedSince() }
        return Array(known.values)
    }

    private func readFirst() {
        for module in Self.written(in: folder) { known[module.path] = module }
    }

    /// The program itself, which comes first.
    static func executable(folder: String) -> String? { written(in: folder).first?.path }

    // As the preload library has written them down.
    private static func written(in folder: String) -> [Module] {
        TextFile.lines(folder + "/modules").compactMap { line in
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

    // What comes later is a shared library, which is numbered from 0: it was moved by where it begins.
    private func readLoadedSince() {
        var loaded: [String: Range<UInt64>] = [:]
        for line in TextFile.lines("/proc/\(pid)/maps") {
            // first-last permissions offset device inode path
            let words = line.split(separator: " ", maxSplits: 5)
            guard words.count == 6, let path = words.last.map({ String($0.drop { $0 == " " }) }),
                path.hasPrefix("/"), known[path] == nil
            else { continue }
            let ends = words[0].split(separator: "-").compactMap { UInt64($0, radix: 16) }
            guard ends.count == 2 else { continue }
            if let before = loaded[path] {
                loaded[path] = min(before.lowerBound, ends[0])..<max(before.upperBound, ends[1])
            } else if UInt64(words[2], radix: 16) == 0 {
                loaded[path] = ends[0]..<ends[1]
            }
        }
        for (path, addresses) in loaded where path.contains(".so") {
            known[path] = Module(
                path: path, base: addresses.lowerBound, addresses: addresses,
                identity: FileIdentity(path: path))
        }
    }
}

enum TextFile {
    /// The lines of a file, none if it cannot be read.
    static func lines(_ path: String) -> [Substring] {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return [] }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = unsafe read(descriptor, &part, part.count)
            guard count > 0 else { break }
            bytes += part[..<count]
        }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    }
}
