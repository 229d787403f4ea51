// What must not go wrong however often it is done; for `Scripts/soak`. Each part ends the process with status 1 and a
// sentence if it does, and looks at the process's mappings, descriptors and threads before and after.
import Glibc
import Synchronization
import TaskTracing

struct Resources: CustomStringConvertible {
    let mappings, descriptors, threads: Int

    init() {
        mappings = Self.lines("/proc/self/maps")
        descriptors = Self.entries("/proc/self/fd")
        threads = Self.entries("/proc/self/task")
    }

    var description: String { "\(mappings) mappings, \(descriptors) descriptors, \(threads) threads" }

    /// Folders of segments that this process has left in memory.
    static var leftFolders: Int { entries("/dev/shm", "task-trace-\(getuid())-\(getpid())-") }

    private static func lines(_ path: String) -> Int {
        guard let file = unsafe fopen(path, "r") else { return -1 }
        defer { unsafe fclose(file) }
        var count = 0
        while true {
            let character = unsafe fgetc(file)
            if character == EOF { return count }
            if character == 10 { count += 1 }
        }
    }

    private static func entries(_ path: String, _ prefix: String = "") -> Int {
        guard let folder = unsafe opendir(path) else { return -1 }
        defer { unsafe closedir(folder) }
        var count = 0
        while let entry = unsafe readdir(folder) {
            let name = unsafe withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name.hasPrefix(prefix) { count += 1 }
        }
        return count
    }
}

func say(_ line: String) {
    print(line)
    fflush(nil)
}

func fail(_ sentence: String) -> Never {
    say("soak: \(sentence)")
    exit(1)
}

/// Tasks that are made, wait and end until they are told to stop.
final class Load: Sendable {
    private let isOver = Atomic(false)
    let rounds = Atomic(0)

    func run() async {
        while !isOver.load(ordering: .relaxed) {
            await withTaskGroup(of: Void.self) { group in
                for _ in 0..<4 { group.addTask { await Task.yield() } }
            }
            let cancelled = Task { try? await Task.sleep(for: .seconds(60)) }
            cancelled.cancel()
            await cancelled.value
            rounds.add(1, ordering: .relaxed)
        }
    }

    func stop() { isOver.store(true, ordering: .relaxed) }
}

/// Starts and stops recordings while tasks run all the time.
func startAndStop(_ times: Int, in folder: String) async throws {
    let load = Load()
    let workers = (0..<2).map { _ in Task.detached { await load.run() } }
    var configuration = TaskTracingConfiguration()
    configuration.findsSourceLines = false
    configuration.maximumBufferSize = 32 << 20
    configuration.slowCallbackThreshold = .seconds(3600)
    var refused = 0
    var settled = Resources()
    for number in 1...times {
        let path = "\(folder)/start-stop.sqlite"
        for end in ["", "-wal", "-shm"] { unsafe _ = unlink(path + end) }
        let tracer = try await TaskTracer.start(to: path, configuration: configuration)
        if tracer.executor != nil { refused += 1 }
        await tracer.stop()
        if number == times / 10 { settled = Resources() }
        if number % max(times / 10, 1) == 0 { say("  \(number): \(Resources())") }
    }
    load.stop()
    for worker in workers { await worker.value }
    let after = Resources()
    say(
        "start-stop: \(times) recordings, \(load.rounds.load(ordering: .relaxed)) rounds of load, probe refused \(refused) times"
    )
    say("  after a tenth \(settled); at the end \(after)")
    // Threads of the program keep a segment each; what comes and goes with the load is small.
    if after.mappings > settled.mappings + 64 { fail("mappings have leaked.") }
    if after.descriptors > settled.descriptors + 4 { fail("descriptors have leaked.") }
    if after.threads > settled.threads + 8 { fail("threads have leaked.") }
    if refused > times / 1000 { fail("the probe refused its own runtime \(refused) times.") }
}

/// Forks while it is being traced: some children end at once, some become another program.
func fork(_ times: Int, in folder: String) async throws {
    let load = Load()
    let path = "\(folder)/fork.sqlite"
    let before = Resources()
    try await withTaskTracing(to: path) {
        let worker = Task.detached { await load.run() }
        for number in 1...times {
            var child: pid_t = 0
            if number % 2 == 0 {
                var arguments: [UnsafeMutablePointer<CChar>?] = unsafe [strdup("/bin/true"), nil]
                guard unsafe posix_spawn(&child, "/bin/true", nil, nil, &arguments, environ) == 0 else {
                    fail("a child could not be started.")
                }
                unsafe free(arguments[0])
            } else {
                child = soakFork()
                if child == 0 { _exit(0) }
            }
            var status: Int32 = 0
            while unsafe waitpid(child, &status, 0) < 0 && errno == EINTR {}
            if status != 0 { fail("child \(number) ended with status \(status).") }
            if number % 16 == 0 { await Task.yield() }
        }
        load.stop()
        await worker.value
    }
    say("fork: \(times) children; before \(before); at the end \(Resources())")
}

/// Not in the module of Glibc, since it is not for programs with threads; that it is one is the point.
@_silgen_name("fork") func soakFork() -> pid_t

/// Many threads that live for one record each. What each is to record is known: a mark.
func churn(_ times: Int, in folder: String) async throws {
    let path = "\(folder)/churn.sqlite"
    let before = Resources()
    try await withTaskTracing(to: path) {
        let queue = TracedQueue<Int>()
        var threads: [pthread_t] = []
        for number in 1...times {
            var thread = pthread_t()
            let made = unsafe pthread_create(
                &thread, nil,
                { context in
                    guard let context = unsafe context else { return nil }
                    unsafe Unmanaged<Put>.fromOpaque(context).takeRetainedValue().run()
                    return nil
                }, Unmanaged.passRetained(Put(queue, number)).toOpaque())
            guard made == 0 else { fail("thread \(number) could not be started.") }
            threads.append(thread)
            // 64 at a time: more segments are wanted than the collector gives back meanwhile.
            if threads.count == 64 || number == times {
                for thread in threads { pthread_join(thread, nil) }
                threads.removeAll()
            }
        }
    }
    let after = Resources()
    say("churn: \(times) threads; before \(before); at the end \(after)")
    if after.descriptors > before.descriptors + 4 { fail("descriptors have leaked.") }
    if after.threads > before.threads + 8 { fail("threads have leaked.") }
    if after.mappings > before.mappings + 600 { fail("mappings have leaked.") }
}

final class Put {
    private let queue: TracedQueue<Int>
    private let number: Int

    init(_ queue: TracedQueue<Int>, _ number: Int) { (self.queue, self.number) = (queue, number) }

    func run() { try? queue.putNowait(number) }
}

let words = CommandLine.arguments
guard words.count == 4, let times = Int(words[2]) else {
    fail("usage: soak-program start-stop|fork|churn TIMES FOLDER")
}
switch words[1] {
case "start-stop": try await startAndStop(times, in: words[3])
case "fork": try await fork(times, in: words[3])
case "churn": try await churn(times, in: words[3])
default: fail("there is no '\(words[1])'.")
}
if Resources.leftFolders > 0 { fail("folders of segments are left in /dev/shm.") }
