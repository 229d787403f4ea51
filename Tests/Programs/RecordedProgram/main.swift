// A program that knows nothing of the tracer. What it does is given by its first argument.
import Glibc

actor Counter {
    private var count = 0
    func add() { count += 1 }
}

func rest(_ milliseconds: Int) async {
    try? await Task.sleep(for: .milliseconds(milliseconds))
}

func work() async {
    let counter = Counter()
    await withTaskGroup(of: Void.self) { group in
        for number in 1...3 {
            group.addTask(name: "worker-\(number)") {
                await rest(5 * number)
                await counter.add()
            }
        }
    }
    let poller = Task(name: "poller") { while !Task.isCancelled { await rest(2) } }
    async let resting: Void = rest(10)
    await resting
    poller.cancel()
    await poller.value
}

func commandLine(_ argument: String) -> [UnsafeMutablePointer<CChar>?] {
    unsafe [strdup(CommandLine.arguments[0]), strdup(argument), nil]
}

/// Another process of this program, with its environment.
func start(_ argument: String) -> pid_t {
    var pid: pid_t = 0
    guard unsafe posix_spawn(&pid, "/proc/self/exe", nil, nil, commandLine(argument), environ) == 0 else {
        exit(9)
    }
    return pid
}

func waitFor(_ pid: pid_t) {
    var status: Int32 = 0
    while unsafe waitpid(pid, &status, 0) < 0 && errno == EINTR {}
}

nonisolated(unsafe) var windowChanges = 0

func say(_ line: String) {
    print(line)
    fflush(nil)
}

final class Fieldless: Sendable {}
extension Fieldless {
    func operation() async -> Int {
        await Task.yield()
        return 1
    }
}

func start<Value: Sendable>(_ operation: @escaping @Sendable () async -> Value) -> Task<Value, Never> {
    Task.detached { await operation() }
}

@MainActor func refresh() -> Task<Void, Never> { Task { await rest(0) } }

/// Tasks whose closures have captured little: nothing, an isolation, an object.
func runClosures() async {
    for _ in 0..<20 {
        let object = Fieldless()
        _ = await Task.detached(operation: object.operation).value
        _ = await start(object.operation).value
        _ = await Task { await object.operation() }.value
        _ = await start { 1 }.value
        await refresh().value
        async let one = object.operation()
        _ = await one
    }
}

switch CommandLine.arguments.dropFirst().first {
case "closures":
    await runClosures()
    say("done")
case "hostile-name":
    await Task(name: "evil\u{1b}]0;title\u{07}\nline") { _ = usleep(20_000) }.value
case "exit-in-task":
    await Task(name: "leaver") {
        await rest(5)
        exit(7)
    }.value
case "trap":
    await Task(name: "trapper") {
        await rest(5)
        fatalError("as asked")
    }.value
case "wait":
    let waiter = Task(name: "waiter") { await rest(60_000) }
    await work()
    say("ready \(getpid())")
    await waiter.value
case "answer":
    await work()
    say("ready \(getpid())")
    _ = readLine()
    await work()
    say("answer of \(getpid())")
case "arguments":
    await work()
    say(CommandLine.arguments.dropFirst(2).joined(separator: " "))
case "terminal":
    // Says how it sees its terminal, whenever it is asked.
    signal(SIGWINCH) { _ in unsafe windowChanges += 1 }
    let asker = Task(name: "asker") { await work() }
    await asker.value
    repeat {
        var size = winsize()
        _ = unsafe ioctl(0, UInt(TIOCGWINSZ), &size)
        let isInFront = tcgetpgrp(0) == getpgrp()
        unsafe say("\(isatty(0)) \(isInFront) \(size.ws_col)x\(size.ws_row) changes \(windowChanges)")
    } while readLine() != nil
case "echo":
    await work()
    while let line = readLine() { say(line) }
case "environment":
    await work()
    say(unsafe getenv("LD_PRELOAD").map { unsafe String(cString: $0) } ?? "none")
case "parent":
    // Two children at once, of which one is killed.
    let (first, second) = (start("child"), start("wait"))
    await Task(name: "parent") { await rest(5) }.value
    say("children \(first) \(second)")
    waitFor(first)
    _ = readLine()
    kill(second, SIGKILL)
    waitFor(second)
case "grandparent":
    let child = start("outlive")
    await Task(name: "grandparent") { await rest(5) }.value
    waitFor(child)
case "outlive":
    // Its own child goes on when both are gone, until it is killed.
    let child = start("wait")
    await Task(name: "outliving") { await rest(5) }.value
    say("outlives \(child)")
    _ = readLine()
case "child":
    await Task(name: "child-task") { await work() }.value
case "replace":
    await Task(name: "before") { await rest(5) }.value
    unsafe execv("/proc/self/exe", commandLine("child"))
case "fork":
    // The child has no more than this thread.
    await work()
    let pid = unsafe dlsym(nil, "fork").map { fork in
        unsafe unsafeBitCast(fork, to: (@convention(c) () -> pid_t).self)()
    }
    if pid == 0 {
        Task(name: "in-fork") {}
        exit(0)
    }
    waitFor(pid ?? 0)
case "stall":
    await Task(name: "staller") {
        await rest(1)
        usleep(600_000)
    }.value
case "abort":
    await Task(name: "aborter") {
        await rest(5)
        abort()
    }.value
case "steady":
    for _ in 1...30 { await work() }
case "flood":
    // As fast as it can, when it is told to.
    await work()
    say("ready \(getpid())")
    _ = readLine()
    for _ in 0..<60_000 { await Task(name: "drop") {}.value }
    say("flooded")
    _ = readLine()
case "many":
    // More records than the smallest buffer holds, at a pace that a debug build of the recorder can keep.
    for round in 1...60_000 {
        await Task {}.value
        if round % 250 == 0 { await rest(5) }
    }
default:
    await work()
    say("done")
    exit(3)
}
