import Logging
import TaskTracing

extension DocumentPrograms {
    /// A future whose callback runs after the task that sets the result has returned to the loop.
    static let futureProgram = DocumentProgram(3, "future with a callback") { context in
        let log = context.logger

        @Sendable func stopOperation(_ future: TracedFuture<String>) throws {
            let result = try future.result()
            log.info("\(result)")
        }

        @Sendable func operationSub(_ future: TracedFuture<String>) async throws {
            log.info("start operationsub")
            log.info("operationsub10")
            try await context.sleep(1)
            log.info("operationsub11")
            try future.setResult("operation is done!")
        }

        try await context.runLoop { loop in
            log.info("start operation")
            let future = TracedFuture<String>(name: "operation future", loop: loop)
            future.addDoneCallback(name: "stop_operation", stopOperation)
            loop.createTask(name: "operationsub") { try await operationSub(future) }
            log.info("operation1")
            try await context.sleep(0.2)
            log.info("operation2")
            try await context.sleep(3)
            log.info("operation3")
            loop.stop()
        }
    }
}
