/// A Swift task that runs on an event loop, by ``EventLoop/createTask(name:eagerly:function:fileID:line:_:)``.
///
/// When it throws, and all handles are released before anyone has read the error, the loop's exception
/// handler is told `Task exception was never retrieved`.
public struct LoopTask<Value: Sendable>: Sendable, Hashable {
    /// The task's result, as a future: for callbacks, and for `gather`.
    public let future: TracedFuture<Value>

    /// The task's name. Traces, and Swift's own task, keep the one that it was created with.
    public var name: String {
        get { future.name }
        nonmutating set { future.storage.control?.name = newValue }
    }

    /// The loop on which the task runs.
    public var loop: EventLoop? { future.loop }

    /// Whether the task has returned, thrown or been cancelled.
    public var isDone: Bool { future.isDone }

    /// Whether the task has ended by cancellation. A request to cancel it does not make it so at once.
    public var isCancelled: Bool { future.isCancelled }

    /// How many requests to cancel the task there are that ``uncancel()`` has not withdrawn.
    public var cancelling: Int { future.storage.control?.requests ?? 0 }

    /// What the task returns, as soon as it has.
    ///
    /// The cancellation of the awaiting task ends the wait and leaves this task alone. A task that awaits itself
    /// throws ``InvalidStateError/awaitsItself``.
    public nonisolated(nonsending) var value: Value {
        get async throws { try await future.value }
    }

    /// Asks the task to end; false when it is done already.
    ///
    /// A task that has not begun yet never will. One that waits is cancelled as Swift's tasks are: its wait
    /// throws a `CancellationError`, `Task.isCancelled` is true, and so it stays unless the request is
    /// withdrawn. A task that cancels itself goes on to its next suspension; if it returns before that, it
    /// has been cancelled all the same. `message` becomes the future's `cancellationMessage`.
    @discardableResult
    public func cancel(
        message: String? = nil,
        function: StaticString = #function, fileID: StaticString = #fileID, line: UInt = #line
    ) -> Bool {
        future.cancel(message: message, function: function, fileID: fileID, line: line)
    }

    /// Withdraws one request to cancel, and returns how many are left.
    ///
    /// With the last, the task waits for futures and tasks as if it had not been cancelled; a request that it
    /// has not seen yet, it never sees. Where Swift's own task was told already, `Task.isCancelled` stays
    /// true, and what looks at that, such as `Task.sleep`, still ends at once.
    @discardableResult
    public func uncancel() -> Int {
        future.storage.control?.uncancel() ?? 0
    }

    /// Has the loop call `callback` with the task's future, once the task is done.
    @discardableResult
    public func addDoneCallback(
        name: String? = nil,
        function: StaticString = #function, fileID: StaticString = #fileID, line: UInt = #line,
        _ callback: @escaping @Sendable (TracedFuture<Value>) throws -> Void
    ) -> DoneCallback<Value> {
        future.addDoneCallback(
            name: name, function: function, fileID: fileID, line: line, callback)
    }
}

extension LoopTask: CustomStringConvertible {
    /// As in `<Task pending name='greeter' wait_for=<Future pending name='answer'>>`.
    public var description: String { future.description }
}
