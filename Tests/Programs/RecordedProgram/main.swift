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

func say(_ line: String) {
    print(line)
    fflush(nil)
}

switch CommandLine.arguments.dropFirst().first {
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
case "echo":
    await work()
    while let line = readLine() { say(line) }
case "environment":
    await work()
    say(unsafe getenv("LD_PRELOAD").map { unsafe String(cString: $0) } ?? "none")
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
