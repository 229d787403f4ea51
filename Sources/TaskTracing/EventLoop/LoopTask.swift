/// A Swift task that runs on an event loop, by ``EventLoop/createTask(name:function:fileID:line:_:)``.
///
/// When it throws, and all handles are released before anyone has read the error, the loop's exception
/// handler is told `Task exception was never retrieved`.
public struct LoopTask<Value: Sendable>: Sendable, Hashable {
    /// The task's result, as a future: for callbacks, and for `gather`.
    public let future: TracedFuture<Value>

    /// The task's name.
    public var name: String { future.name }

    /// Whether the task has returned, thrown or been cancelled.
    public var isDone: Bool { future.isDone }

    /// Whether the task has ended by throwing a `CancellationError`.
    public var isCancelled: Bool { future.isCancelled }

    /// What the task returns, as soon as it has.
    ///
    /// The cancellation of the awaiting task ends the wait and leaves this task alone.
    public nonisolated(nonsending) var value: Value {
        get async throws { try await future.value }
    }

    /// Asks the task to end; false when it is done already.
    ///
    /// A task that has not begun yet never will. Any other goes on until it looks at `Task.isCancelled`,
    /// or awaits something that does.
    @discardableResult
    public func cancel(
        message: String? = nil,
        function: StaticString = #function, fileID: StaticString = #fileID, line: UInt = #line
    ) -> Bool {
        future.cancel(message: message, function: function, fileID: fileID, line: line)
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
    /// As in `<Task pending name='greeter'>`.
    public var description: String { future.description }
}
