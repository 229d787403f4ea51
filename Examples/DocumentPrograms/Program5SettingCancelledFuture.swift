import Logging
import TaskTracing

extension DocumentPrograms {
    /// A result is set on a cancelled future: the task fails, and its error is reported, for nobody reads it.
    static let settingCancelledFutureProgram = DocumentProgram(5, "setting a cancelled future") { context in
        let log = context.logger

        @Sendable func stopOperation(_ future: TracedFuture<String>) throws {
            log.info("stop_operation")
            guard !future.isCancelled else { return }
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
            future.cancel()
            try await context.sleep(3)
            log.info("operation3")
            loop.stop()
        }
    }
}
