import TaskTracing

/// A consumer that gives up, and a producer that goes on waiting for room.
enum BlockedProducerProgram: ZooProgram {
    static let rule = "blocked-producer"
    static let tracesItself = true

    static func planted() async throws {
        let orders = TracedQueue<Int>(name: "orders", maxSize: 4)
        _ = Task(name: "producer") { try await produce(orders) }
        _ = Task(name: "consumer") { try await consume(orders, upTo: 10) }
        await rest(250)
    }

    private static func produce(_ orders: TracedQueue<Int>) async throws {
        for order in 1...20 { try await orders.put(order) }
    }

    private static func consume(_ orders: TracedQueue<Int>, upTo count: Int) async throws {
        for _ in 1...count {
            _ = try await orders.get()  // culprit: blocked-producer
            await rest(1)
        }
    }

    static func healthy() async throws {
        let orders = TracedQueue<Int>(name: "orders", maxSize: 4)
        async let produced: Void = produce(orders)
        async let consumed: Void = consume(orders, upTo: 20)
        _ = try await (produced, consumed)
    }
}
