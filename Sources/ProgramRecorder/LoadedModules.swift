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
        for module in ModulesFile.read(folder + "/modules") { known[module.path] = module }
    }

    /// The program itself, which comes first.
    static func executable(folder: String) -> String? { ModulesFile.read(folder + "/modules").first?.path }

    // What comes later is a shared library, which is numbered from 0: it was moved by where it begins.
    private func readLoadedSince() {
        var loaded: [String: Range<UInt64>] = [:]
        for line in ModulesFile.lines("/proc/\(pid)/maps") {
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
