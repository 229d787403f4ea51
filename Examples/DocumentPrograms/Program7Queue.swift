import Logging
import TaskTracing

extension DocumentPrograms {
    /// One task puts lists into a queue; another looks every now and then, until it gets the last.
    static let queueProgram = DocumentProgram(7, "queue") { context in
        let log = context.logger

        @Sendable func operationSub(_ queue: TracedQueue<[any Sendable]>) async throws {
            log.info("start operationsub")
            log.info("operationsub10")
            var isStopped = false
            while !isStopped {
                if queue.isEmpty {
                    try await context.sleep(0.2)
                } else {
                    let data = try await queue.get()
                    log.info("queuedata:\(data)")
                    isStopped = data.first as? String == "stop"
                }
            }
            log.info("operationsub11")
        }

        try await context.runLoop { loop in
            log.info("start operation")
            let queue = TracedQueue<[any Sendable]>(name: "operation queue")
            loop.createTask(name: "operationsub") { try await operationSub(queue) }
            log.info("operation1")
            try queue.putNowait(["start", 1, 2, 3])
            try await context.sleep(0.2)
            log.info("operation2")
            try queue.putNowait(["next", 4, 5, 6])
            try await context.sleep(0.2)
            log.info("operation3")
            try queue.putNowait(["stop", 7, 8, 9])
            try await context.sleep(0.2)
            try await context.sleep(3)
            log.info("operation4")
            loop.stop()
        }
    }
}
