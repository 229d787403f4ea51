import Foundation

/// What one process of the crash program says that it has done: words in a file, each stored after what it counts was
/// published.
struct CrashWitness {
    let file: String

    init(_ file: String) throws {
        self.file = file
        try Data(count: 4096).write(to: URL(filePath: file))
    }

    private var words: [UInt64] {
        let data = (try? Data(contentsOf: URL(filePath: file))) ?? Data(count: 4096)
        return (0..<32).map { word in
            (0..<8).reduce(0) { $0 | UInt64(data[word * 8 + $1]) << UInt64(8 * $1) }
        }
    }

    /// 0 while it has not begun.
    var pid: pid_t { pid_t(words[0]) }
    /// Tasks that are alive from its beginning to its end.
    var holders: Int { Int(words[1]) }
    /// The tasks of each worker.
    var created: [Int] { words[8..<11].map { Int($0) } }
    var ended: [Int] { words[16..<19].map { Int($0) } }
    var puts: Int { Int(words[24]) }
    var gets: Int { Int(words[25]) }
    var hasBegun: Bool { created.contains { $0 > 0 } }

    /// A zombie whose parent was killed is init's.
    var isAlive: Bool {
        let pid = pid
        guard pid > 0, let status = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8) else {
            return false
        }
        return status.split(separator: ")").last?.split(separator: " ").first != "Z"
    }

    func kill() {
        let pid = pid
        if pid > 0 { _ = Glibc.kill(pid, SIGKILL) }
    }
}

/// A process without input and output.
///
/// Foundation's would also wait for those that it has started, which inherit what it listens to.
final class KillableProcess {
    let pid: pid_t
    private var isReaped = false

    init(_ words: [String]) throws {
        var attributes = posix_spawnattr_t()
        var files = unsafe posix_spawn_file_actions_t()
        var none = sigset_t()
        unsafe posix_spawnattr_init(&attributes)
        unsafe posix_spawn_file_actions_init(&files)
        // Threads of the task pool block every signal.
        unsafe sigemptyset(&none)
        unsafe posix_spawnattr_setsigmask(&attributes, &none)
        unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        for file: Int32 in 0...2 {
            unsafe posix_spawn_file_actions_addopen(&files, file, "/dev/null", O_RDWR, 0)
        }
        var arguments = unsafe words.map { unsafe strdup($0) } + [nil]
        defer {
            for index in words.indices { unsafe free(arguments[index]) }
            unsafe posix_spawnattr_destroy(&attributes)
            unsafe posix_spawn_file_actions_destroy(&files)
        }
        var number: pid_t = 0
        let failure = unsafe posix_spawn(&number, words[0], &files, &attributes, &arguments, environ)
        guard failure == 0 else { throw CocoaError(.executableLoad) }
        pid = number
    }

    var isRunning: Bool {
        if !isReaped { isReaped = waitpid(pid, nil, WNOHANG) != 0 }
        return !isReaped
    }
}

struct SplitMix {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var word = (state ^ state >> 30) &* 0xbf58_476d_1ce4_e5b9
        word = (word ^ word >> 27) &* 0x94d0_49bb_1331_11eb
        return word ^ word >> 31
    }

    mutating func below(_ count: Int) -> Int { Int(next() % UInt64(count)) }
}
