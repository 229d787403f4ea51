public import Logging
internal import Synchronization

extension EventLoop {
    /// Runs `operation` as a Swift task on the loop's thread; its first step has its turn in the next
    /// iteration.
    ///
    /// May be called from any thread. On a closed loop, the task fails with ``EventLoopError/closed``. The
    /// name is `Task-N` by default, counted over all loops. The task has the task-local values of the caller.
    ///
    /// A task that is started `eagerly` takes its first step within the call, if that comes from the thread
    /// on which the loop runs: one that never suspends is done when the call returns, and never has a turn.
    /// ``startsTasksEagerly`` says what holds where nothing is said.
    @discardableResult
    public func createTask<Value: Sendable>(
        name: String? = nil, eagerly: Bool? = nil,
        function: StaticString = #function, fileID: StaticString = #fileID, line: UInt = #line,
        _ operation: @escaping @Sendable () async throws -> Value
    ) -> LoopTask<Value> {
        createTask(name: name, eagerly: eagerly, SourceLocation(function, fileID, line), operation)
    }

    /// Whether tasks take their first step within the call that creates them; false by default.
    public var startsTasksEagerly: Bool {
        get { storage.startsTasksEagerly.load(ordering: .relaxed) }
        set { storage.startsTasksEagerly.store(newValue, ordering: .relaxed) }
    }

    /// Runs `body` as a task on a new loop that has a thread of its own, and returns the task's result.
    ///
    /// What `body` leaves running is cancelled and awaited; then the loop is closed. The cancellation of
    /// the calling task cancels `body`.
    public static func run<Value: Sendable>(
        name: String? = nil, debug: Bool = false, logger: Logger? = nil,
        function: StaticString = #function, fileID: StaticString = #fileID, line: UInt = #line,
        _ body: @escaping @Sendable (EventLoop) async throws -> Value
    ) async throws -> Value {
        let loop = EventLoop(
            name: name, debug: debug, logger: logger, function: function, fileID: fileID, line: line)
        let location = SourceLocation(function, fileID, line)
        // Created here rather than on the new thread, so that it inherits the caller's task-local values.
        let task = loop.createTask(name: name ?? loop.name, location) { try await body(loop) }
        defer { try? loop.close() }
        return try await withTaskCancellationHandler {
            try await loop.onThread {
                defer { loop.cancelLeftovers(location) }
                return try loop.runUntilDone(task.future, location)
            }
        } onCancel: {
            task.cancel()
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

    func createTask<Value: Sendable>(
        name: String?, eagerly: Bool? = nil, _ location: SourceLocation,
        _ operation: @escaping @Sendable () async throws -> Value
    ) -> LoopTask<Value> {
        let future = TracedFuture<Value>(role: .task, name: name, loop: self, location)
        if isClosed {
            future.storage.finish(.failure(EventLoopError.closed), location)
        } else {
            let isEager = (eagerly ?? startsTasksEagerly) && storage.thread == LoopThread.current
            future.storage.start(operation, isEager: isEager)
        }
        return LoopTask(future: future)
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

    /// Cancels the tasks that are not done, and runs the loop until they are.
    private func cancelLeftovers(_ location: SourceLocation) {
        let leftovers = storage.tasks.withLock { $0.all }
        guard !leftovers.isEmpty else { return }
        for task in leftovers { task.cancel() }
        let drain = createTask(name: "cancel leftovers", location) {
            for task in leftovers { await task.waitUntilDone() }
        }
        try? runUntilDone(drain.future, location)
    }
}
