import Logging
import TaskTracing

extension DocumentPrograms {
    /// A task waits for an event that another sets.
    static let eventProgram = DocumentProgram(6, "event") { context in
        let log = context.logger

        @Sendable func operationSub(_ event: TracedEvent) async throws {
            log.info("start operationsub")
            log.info("operationsub10")
            try await event.wait()
            log.info("operationsub11")
        }

        try await context.runLoop { loop in
            log.info("start operation")
            let event = TracedEvent(name: "operation event")
            loop.createTask(name: "operationsub") { try await operationSub(event) }
            log.info("operation1")
            try await context.sleep(0.2)
            log.info("operation2")
            event.set()
            try await context.sleep(3)
            log.info("operation3")
            loop.stop()
        }
    }
}
