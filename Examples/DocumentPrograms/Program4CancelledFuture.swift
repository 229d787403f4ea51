import Logging
import TaskTracing

extension DocumentPrograms {
    /// A future that is cancelled before its result is there: both sides look before they read or set.
    static let cancelledFutureProgram = DocumentProgram(4, "cancelling the future") { context in
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
            if !future.isCancelled { try future.setResult("operation is done!") }
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
