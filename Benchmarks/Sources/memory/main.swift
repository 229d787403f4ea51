// A program whose memory is measured, untraced and traced; for `Scripts/memory-bench`.
//
//     memory [--rate REQUESTS_A_SECOND] [--churn] [--trace FILE] SECONDS
//
// What it does is like a server: requests, each a task of one of 32 names, put into a queue for a worker, hop to an
// actor, await a child and yield. At most 64 are under way, so that what lives stays the same for as long as it runs.
// With `--churn` each request also makes an actor of its own, and every hundredth a thread.
import Glibc
import Synchronization
import TaskTracing

struct Settings {
    /// 0 for as many as it can.
    var rate = 0
    var churns = false
    var trace: String?
    var seconds = 0

    init?(_ words: some Sequence<String>) {
        var words = words.makeIterator()
        while let word = words.next() {
            switch word {
            case "--rate": rate = words.next().flatMap { Int($0) } ?? -1
            case "--churn": churns = true
            case "--trace": trace = words.next()
            default: seconds = Int(word) ?? 0
            }
        }
        if rate < 0 || seconds <= 0 { return nil }
    }
}

actor Store {
    private var values = [Int](repeating: 0, count: 256)

    func add(_ key: Int) async -> Int {
        values[key & 0xff] &+= key
        await Task.yield()
        return values[key & 0xff]
    }
}

/// A thread that lives for one record.
func runBriefly(_ queue: TracedQueue<Int>) {
    var thread = pthread_t()
    let context = unsafe Unmanaged.passRetained(queue).toOpaque()
    let made = unsafe pthread_create(
        &thread, nil,
        { context in
            guard let context = unsafe context else { return nil }
            try? unsafe Unmanaged<TracedQueue<Int>>.fromOpaque(context).takeRetainedValue().putNowait(0)
            return nil
        }, context)
    if made == 0 { pthread_detach(thread) }
}

struct Server {
    static let clients = 64
    let settings: Settings
    let stores = (0..<4).map { _ in Store() }
    let queues = (0..<4).map { TracedQueue<Int>(name: "queue \($0)") }
    let clock = ContinuousClock()

    func handle(_ number: Int) async -> Int {
        try? queues[number % 4].putNowait(number)
        async let child = stores[(number + 1) % 4].add(number)
        var sum = await stores[number % 4].add(number)
        if settings.churns {
            // Two that want it, or nobody would have to wait, and nothing would be recorded of it.
            let own = Store()
            async let other = own.add(number)
            sum &+= await own.add(number)
            sum &+= await other
            if number % 100 == 0 { runBriefly(queues[number % 4]) }
        }
        return await sum &+ child
    }

    func work(_ queue: TracedQueue<Int>) async {
        while let item = try? await queue.get(), item >= 0 {}
    }

    /// - Returns: how many requests there were.
    func run() async -> Int {
        let workers = queues.map { queue in Task(name: "worker") { await work(queue) } }
        let began = clock.now
        let end = began + .seconds(settings.seconds)
        let requests = await withTaskGroup(of: Int.self) { group in
            for client in 0..<Self.clients {
                group.addTask(name: "client \(client % 4)") { await serve(client, began, until: end) }
            }
            return await group.reduce(0, +)
        }
        for queue in queues { try? queue.putNowait(-1) }
        for worker in workers { await worker.value }
        return requests
    }

    private func serve(
        _ client: Int, _ began: ContinuousClock.Instant, until end: ContinuousClock.Instant
    ) async -> Int {
        var number = client
        var count = 0
        while clock.now < end {
            if settings.rate > 0 {
                let due = began + .nanoseconds(1_000_000_000 / settings.rate * number)
                if due > clock.now { try? await Task.sleep(until: due) }
            }
            let current = number
            _ = await Task(name: "GET /items/\(current % 32)") { await handle(current) }.value
            number += Self.clients
            count += 1
        }
        return count
    }
}

guard let settings = Settings(CommandLine.arguments.dropFirst()) else {
    print("usage: memory [--rate REQUESTS_A_SECOND] [--churn] [--trace FILE] SECONDS")
    exit(2)
}
let server = Server(settings: settings)
var requests = 0
if let trace = settings.trace {
    var configuration = TaskTracingConfiguration()
    // An hour of it would not fit every disk.
    configuration.keep.maximumSize = 1_000_000_000
    requests = try await withTaskTracing(to: trace, configuration: configuration) { await server.run() }
} else {
    requests = await server.run()
}
print(requests)
