import AsyncAlgorithms
import TaskTracing

/// The same work by several means, each done `count` times.
struct Workload: Sendable {
    typealias Body = @Sendable (Int) async throws -> Void

    let name: String
    let count: Int
    /// The first is the library's.
    let means: [(name: String, body: Body)]

    static let all = [thereAndBack, oneWay, boundedOneWay, nobodyWaits]

    /// Two tasks that wait for each other in turn: two hops each time.
    static let thereAndBack = Workload(
        name: "there and back", count: 20_000,
        means: [
            (
                "TracedQueue",
                { count in
                    let there = TracedQueue<Int>()
                    let back = TracedQueue<Int>()
                    let other = Task.detached {
                        for _ in 0..<count { try await back.put(try await there.get()) }
                    }
                    for number in 0..<count {
                        try await there.put(number)
                        _ = try await back.get()
                    }
                    try await other.value
                }
            ),
            (
                "without instrumentation",
                { count in
                    let there = PlainQueues.make()
                    let back = PlainQueues.make()
                    let other = Task.detached {
                        for _ in 0..<count { try await back.put(try await there.get()) }
                    }
                    for number in 0..<count {
                        try await there.put(number)
                        _ = try await back.get()
                    }
                    try await other.value
                }
            ),
            (
                "AsyncStream",
                { count in
                    let (there, thereEnd) = AsyncStream<Int>.makeStream()
                    let (back, backEnd) = AsyncStream<Int>.makeStream()
                    let other = Task.detached {
                        for await number in there { backEnd.yield(number) }
                    }
                    var iterator = back.makeAsyncIterator()
                    for number in 0..<count {
                        thereEnd.yield(number)
                        _ = await iterator.next()
                    }
                    thereEnd.finish()
                    await other.value
                }
            ),
            (
                "AsyncChannel",
                { count in
                    let there = AsyncChannel<Int>()
                    let back = AsyncChannel<Int>()
                    let other = Task.detached {
                        for await number in there { await back.send(number) }
                    }
                    var iterator = back.makeAsyncIterator()
                    for number in 0..<count {
                        await there.send(number)
                        _ = await iterator.next()
                    }
                    there.finish()
                    await other.value
                }
            ),
        ])

    /// One task puts, another gets, without a bound.
    static let oneWay = Workload(
        name: "one way", count: 100_000,
        means: [
            (
                "TracedQueue",
                { count in
                    let queue = TracedQueue<Int>()
                    let getter = Task.detached { for _ in 0..<count { _ = try await queue.get() } }
                    for number in 0..<count { try await queue.put(number) }
                    try await getter.value
                }
            ),
            (
                "AsyncStream",
                { count in
                    let (stream, end) = AsyncStream<Int>.makeStream()
                    let getter = Task.detached { for await _ in stream {} }
                    for number in 0..<count { end.yield(number) }
                    end.finish()
                    await getter.value
                }
            ),
        ])

    /// One task puts, another gets, and the first waits for room.
    static let boundedOneWay = Workload(
        name: "one way, one at a time", count: 20_000,
        means: [
            (
                "TracedQueue",
                { count in
                    let queue = TracedQueue<Int>(maxSize: 1)
                    let getter = Task.detached { for _ in 0..<count { _ = try await queue.get() } }
                    for number in 0..<count { try await queue.put(number) }
                    try await getter.value
                }
            ),
            (
                "AsyncChannel",
                { count in
                    let channel = AsyncChannel<Int>()
                    let getter = Task.detached { for await _ in channel {} }
                    for number in 0..<count { await channel.send(number) }
                    channel.finish()
                    await getter.value
                }
            ),
        ])

    /// One task alone.
    static let nobodyWaits = Workload(
        name: "put and get, nobody waits", count: 200_000,
        means: [
            (
                "TracedQueue",
                { count in
                    let queue = TracedQueue<Int>()
                    for number in 0..<count {
                        try await queue.put(number)
                        _ = try await queue.get()
                    }
                }
            ),
            (
                "without instrumentation",
                { count in
                    let queue = PlainQueues.make()
                    for number in 0..<count {
                        try await queue.put(number)
                        _ = try await queue.get()
                    }
                }
            ),
            (
                "AsyncStream",
                { count in
                    let (stream, end) = AsyncStream<Int>.makeStream()
                    var iterator = stream.makeAsyncIterator()
                    for number in 0..<count {
                        end.yield(number)
                        _ = await iterator.next()
                    }
                }
            ),
        ])
}
