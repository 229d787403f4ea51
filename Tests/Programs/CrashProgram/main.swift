// A program that is killed: `crash-program linked WITNESS TRACE` traces itself, with a flight recorder of so many
// milliseconds where a number follows; `crash-program plain WITNESS` is recorded from outside, as is `family`, which has
// two children that do the same. What each has done stands in its witness, a file that outlives it. With `CRASH_CALM` in
// its environment it does little.
import Glibc
import Synchronization
import TaskTracing

/// Words that are stored after what they count has been published: see `CrashTrials` for their meaning.
@safe struct Witness: @unchecked Sendable {
    static let size = 4096
    private let words: UnsafeMutablePointer<Atomic<UInt64>>

    init(path: String) {
        let file = unsafe open(path, O_RDWR | O_CLOEXEC)
        guard file >= 0,
            let page = unsafe mmap(nil, Self.size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0),
            unsafe page != MAP_FAILED
        else { exit(9) }
        unsafe words = page.assumingMemoryBound(to: Atomic<UInt64>.self)
    }

    func store(_ word: Int, _ value: Int) {
        unsafe words[word].store(UInt64(value), ordering: .sequentiallyConsistent)
    }
}

let workers = 3
let tasksInARow = unsafe getenv("CRASH_CALM") == nil ? 20 : 1

func work(_ number: Int, _ witness: Witness) async {
    var count = 0
    while true {
        count += 1
        let task = Task(name: "w\(number)-\(count)") { await Task.yield() }
        witness.store(8 + number, count)
        await task.value
        witness.store(16 + number, count)
        if count % tasksInARow == 0 { usleep(UInt32.random(in: 0...3000)) }
        // A helper of the runtime's own is behind each sleep.
        if count % 97 == 0 { try? await Task.sleep(for: .microseconds(Int.random(in: 0...2000))) }
    }
}

/// The primitives are only seen by a program that is linked with the tracer.
func moveItems(_ witness: Witness) async {
    let queue = TracedQueue<Int>(name: "items", maxSize: 4)
    let consumer = Task(name: "consumer") {
        var got = 0
        while true {
            guard (try? await queue.get()) != nil else { return }
            got += 1
            witness.store(25, got)
            if got % 30 == 0 { usleep(1000) }
        }
    }
    var put = 0
    while !consumer.isCancelled {
        try? await queue.put(put)
        put += 1
        witness.store(24, put)
    }
}

func run(_ witness: Witness, isLinked: Bool) async {
    for number in 0..<3 {
        Task(name: "holder-\(number)") {
            unsafe await withUnsafeContinuation { (_: UnsafeContinuation<Void, Never>) in }
        }
    }
    witness.store(1, 3)
    await withTaskGroup(of: Void.self) { group in
        for number in 0..<workers { group.addTask(name: "worker-\(number)") { await work(number, witness) } }
        if isLinked { group.addTask(name: "producer") { await moveItems(witness) } }
    }
}

/// Another process of this program, with a witness of its own.
func startChild(_ number: Int) {
    var pid: pid_t = 0
    let words = [CommandLine.arguments[0], "plain", CommandLine.arguments[2] + ".\(number)"]
    let arguments: [UnsafeMutablePointer<CChar>?] = unsafe words.map { unsafe strdup($0) } + [nil]
    guard unsafe posix_spawn(&pid, "/proc/self/exe", nil, nil, arguments, environ) == 0 else { exit(9) }
}

guard CommandLine.arguments.count > 2 else { exit(9) }
// Nobody waits for it where its trial has failed.
alarm(60)
let witness = Witness(path: CommandLine.arguments[2])
witness.store(0, Int(getpid()))
if CommandLine.arguments[1] == "linked" {
    var configuration = TaskTracingConfiguration()
    configuration.findsSourceLines = false
    if CommandLine.arguments.count > 4, let length = Int(CommandLine.arguments[4]) {
        configuration.flightRecorder = .init()
        configuration.flightRecorder?.length = .milliseconds(length)
    }
    try await withTaskTracing(to: CommandLine.arguments[3], configuration: configuration) {
        await run(witness, isLinked: true)
    }
} else {
    if CommandLine.arguments[1] == "family" { (1...2).forEach(startChild) }
    await run(witness, isLinked: false)
}
