import TaskTracing

/// A consumer that is slower than who fills its queue, which has no limit.
enum QueueGrowthProgram: ZooProgram {
    static let rule = "queue-growth"
    static let tracesItself = true

    static func planted() async throws {
        let orders = TracedQueue<Int>(name: "orders")
        let consumer = Task(name: "consumer") { try await consume(orders) }
        for order in 1...400 {
            try orders.putNowait(order)
            if order.isMultiple(of: 20) { await rest(4) }
        }
        consumer.cancel()
        _ = await consumer.result
    }

    private static func consume(_ orders: TracedQueue<Int>) async throws {
        while !Task.isCancelled {
            _ = try await orders.get()  // culprit: queue-growth
            try await Task.sleep(for: .milliseconds(2))
        }
    }

    static func healthy() async throws {
        let orders = TracedQueue<Int>(name: "orders")
        let consumer = Task(name: "consumer") { try await drain(orders) }
        for order in 1...400 {
            try orders.putNowait(order)
            if order.isMultiple(of: 20) { await rest(2) }
        }
        orders.shutDown()
        try await consumer.value
    }

    private static func drain(_ orders: TracedQueue<Int>) async throws {
        for try await _ in orders {}
    }
}
