/// Follows `source`, and spares it the cancellation of who waits for it.
///
/// ```swift
/// let saving = loop.createTask { try await save() }
/// try await shield(saving).value  // A cancellation here leaves `saving` alone.
/// ```
///
/// The cancellation of `source` itself cancels the shield.
public func shield<Source: TracedAwaitable>(
    _ source: Source, name: String? = nil,
    function: StaticString = #function, fileID: StaticString = #fileID, line: UInt = #line
) -> Shield<Source.Value> {
    Shield(ShieldStorage(source.future, SourceLocation(function, fileID, line)).start(name: name))
}

/// Runs `operation` in a task of its own, and spares it the cancellation of who waits for it.
///
/// The task runs on the loop that runs the calling thread, if one does.
public func shield<Value: Sendable>(
    name: String? = nil,
    function: StaticString = #function, fileID: StaticString = #fileID, line: UInt = #line,
    _ operation: @escaping TracedOperation<Value>
) -> Shield<Value> {
    let location = SourceLocation(function, fileID, line)
    let inner = TracedFuture<Value>(role: .task, name: name, loop: .current, location)
    inner.storage.start(operation)
    return Shield(ShieldStorage(inner, location).start(name: nil))
}

/// The result of a future or task that goes on when this is cancelled.
///
/// After that nobody is told how it ends: an error is then reported to its loop's exception handler, or else
/// logged, as `… exception in shielded future`.
public struct Shield<Value: Sendable>: TracedAwaitable, Hashable {
    /// The future that ends as the shielded one does, or by its own cancellation.
    public let future: TracedFuture<Value>

    init(_ future: TracedFuture<Value>) {
        self.future = future
    }

    /// Whether the shielded one is done, or the shield was cancelled.
    public var isDone: Bool { future.isDone }

    /// Whether the shield or the shielded one was cancelled.
    public var isCancelled: Bool { future.isCancelled }

    /// The result, as soon as it is there.
    ///
    /// The cancellation of the awaiting task cancels the shield, and leaves what it shields alone.
    public nonisolated(nonsending) var value: Value {
        get async throws {
            try await withTaskCancellationHandler {
                try await future.value
            } onCancel: {
                _ = future.cancel()
            }
        }
    }

    /// Cancels the shield, and leaves what it shields alone; false when it is done.
    @discardableResult
    public func cancel(
        message: String? = nil,
        function: StaticString = #function, fileID: StaticString = #fileID, line: UInt = #line
    ) -> Bool {
        future.cancel(message: message, function: function, fileID: fileID, line: line)
    }

    /// The result of one that is done; see ``TracedFuture/result()``.
    public func result() throws -> Value {
        try future.result()
    }
}

extension Shield: CustomStringConvertible {
    /// As in `<Future pending name='shield of Task-7'>`.
    public var description: String { future.description }
}
