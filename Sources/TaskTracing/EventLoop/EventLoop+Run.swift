public import Logging
internal import Synchronization

extension EventLoop {
    /// Runs `body` as a task on a new loop that has a thread of its own, and returns the task's result.
    ///
    /// What `body` leaves running is cancelled and awaited, and what fails then is told to the loop's exception
    /// handler; then the loop is closed. The cancellation of the calling task cancels `body`. With
    /// `handlesInterrupt`, the signal SIGINT does as well, as an ``EventLoopRunner`` has it.
    public static func run<Value: Sendable>(
        name: String? = nil, debug: Bool? = nil, logger: Logger? = nil, clock: (any EventLoopClock)? = nil,
        handlesInterrupt: Bool = false,
        function: StaticString = #function, fileID: StaticString = #fileID, line: UInt = #line,
        _ body: @escaping @Sendable (EventLoop) async throws -> Value
    ) async throws -> Value {
        let loop = EventLoop(
            name: name, debug: debug, logger: logger, clock: clock, function: function, fileID: fileID,
            line: line)
        let location = SourceLocation(function, fileID, line)
        // Created here rather than on the new thread, so that it inherits the caller's task-local values.
        let main = MainTask(of: loop, name: name ?? loop.name, location) { try await body(loop) }
        defer { try? loop.close() }
        return try await withTaskCancellationHandler {
            try await loop.onThread {
                defer { loop.cancelLeftovers(location) }
                return try main.run(handlesInterrupt: handlesInterrupt)
            }
        } onCancel: {
            main.cancel()
        }
    }

    /// Runs the loop on a thread of its own until ``stop()``.
    ///
    /// The cancellation of the calling task stops the loop.
    public func runForeverOnThread() async throws {
        try await withTaskCancellationHandler {
            try await onThread { try self.runUntilStopped() }
        } onCancel: {
            stop()
        }
    }

    /// Cancels the tasks that are not done, runs the loop until they are, and reports those that have failed.
    func cancelLeftovers(_ location: SourceLocation) {
        let leftovers = storage.tasks.withLock { $0.all }
        guard !leftovers.isEmpty else { return }
        for task in leftovers { task.cancel() }
        let drain = createTask(name: "cancel leftovers", location) {
            for task in leftovers { await task.waitUntilDone() }
        }
        try? runUntilDone(drain.future, location)
        for task in leftovers {
            guard let error = task.error() else { continue }
            callExceptionHandler(
                ExceptionContext(
                    message: "unhandled exception during EventLoop.run() shutdown", error: error,
                    task: task.describe()))
        }
    }

    private func onThread<Value: Sendable>(
        _ body: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            let isStarted = LoopThread.start {
                continuation.resume(with: Result { try body() })
            }
            if !isStarted { continuation.resume(throwing: EventLoopError.noThread) }
        }
    }
}
