import TaskTracing

/// One consumer takes all there is without waiting, so that the other one, who waits, comes too late each time.
enum StarvedConsumerProgram: ZooProgram {
    static let rule = "starved-consumer"
    static let tracesItself = true

    static func planted() async throws {
        let orders = TracedQueue<Int>(name: "orders")
        let patient = Task(name: "patient") { try await consume(orders) }
        await rest(10)
        for order in 1...80 {
            try orders.putNowait(order)
            _ = try? orders.getNowait()
            await rest(2)
        }
        orders.shutDown()
        _ = await patient.result
    }

    private static func consume(_ orders: TracedQueue<Int>) async throws {
        while !orders.isShutDown || !orders.isEmpty {
            _ = try? await orders.get()  // culprit: starved-consumer
        }
    }

    static func healthy() async throws {
        let orders = TracedQueue<Int>(name: "orders")
        let consumers = (1...2).map { number in
            Task(name: "consumer-\(number)") { try await consume(orders) }
        }
        for order in 1...80 {
            try orders.putNowait(order)
            await rest(2)
        }
        orders.shutDown()
        for consumer in consumers { _ = await consumer.result }
    }
}
