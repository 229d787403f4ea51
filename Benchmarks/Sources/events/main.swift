// A program that records about as many events as it is told to: for the benchmark of the reading side.
//
//     swift run -c release events RECORDS TRACE
//
// What it does is like a server: requests of 32 names, each a task that hops between actors, puts into a queue, awaits
// a group of children, sleeps now and then, throws or is cancelled; and workers that live as long as the program.
import Foundation
import TaskTracing

guard CommandLine.arguments.count == 3, let records = Int(CommandLine.arguments[1]) else {
    print("usage: events RECORDS TRACE")
    exit(2)
}

struct Refused: Error {}

actor Store {
    private var values: [Int: Int] = [:]

    func value(_ key: Int) -> Int { values[key & 0xff, default: 0] }
    func set(_ key: Int, _ value: Int) { values[key & 0xff] = value }
    func load(_ key: Int) async -> Int {
        await Task.yield()
        return value(key)
    }
}

struct Server {
    let stores = (0..<4).map { _ in Store() }
    let queues = (0..<4).map { TracedQueue<Int>(name: "queue \($0)") }

    /// Records of a request, as counted in traces: what the load is measured out by.
    static let recordsPerRequest = 37

    func handle(_ number: Int) async throws -> Int {
        let store = stores[number % 4]
        var sum = await store.load(number)
        sum += await read(number)
        try queues[number % 4].putNowait(number)
        sum += await parts(number)
        if number % 16 == 0 { try await Task.sleep(for: .microseconds(number % 7 * 100)) }
        if number % 50 == 0 { throw Refused() }
        await write(number, sum)
        return sum
    }

    func read(_ number: Int) async -> Int {
        await Task.yield()
        return await stores[(number + 1) % 4].load(number)
    }

    func write(_ number: Int, _ value: Int) async {
        await stores[(number + 2) % 4].set(number, value)
        await Task.yield()
    }

    func parts(_ number: Int) async -> Int {
        await withTaskGroup(of: Int.self) { group in
            for part in 0..<2 {
                group.addTask(name: "part \(part)") {
                    await Task.yield()
                    return part + number
                }
            }
            return await group.reduce(0, +)
        }
    }

    func work(_ queue: TracedQueue<Int>) async {
        var sum = 0
        while let item = try? await queue.get(), item >= 0 {
            sum &+= item
            if item % 8 == 0 { await Task.yield() }
        }
    }

    func run(_ requests: Int) async throws {
        let workers = queues.map { queue in Task(name: "worker") { await work(queue) } }
        try await withThrowingTaskGroup(of: Void.self) { clients in
            for client in 0..<16 {
                clients.addTask(name: "client \(client % 4)") {
                    for number in stride(from: client, to: requests, by: 16) {
                        let request = Task(name: "GET /items/\(number % 32)") { try await handle(number) }
                        if number % 100 == 1 { request.cancel() }
                        _ = try? await request.value
                    }
                }
            }
            try await clients.waitForAll()
        }
        for queue in queues { try queue.putNowait(-1) }
        for worker in workers { await worker.value }
    }
}

var configuration = TaskTracingConfiguration()
// Nothing is to be lost, however far the collector is behind.
configuration.maximumBufferSize = 4 << 30
let server = Server()
let clock = ContinuousClock()
var ended = clock.now
try await withTaskTracing(to: CommandLine.arguments[2], configuration: configuration) {
    try await server.run(records / Server.recordsPerRequest)
    ended = clock.now
}
print("closed \((clock.now - ended) / .milliseconds(1)) ms after the load had ended")
