/// Runs `body` with a group of tasks that belong together, and waits for all of them.
///
/// ```swift
/// let (user, orders) = try await withTracedTaskGroup { group in
///     let user = try group.createTask(name: "user") { try await fetchUser() }
///     let orders = try group.createTask(name: "orders") { try await fetchOrders() }
///     return (try await user.value, try await orders.value)
/// }
/// ```
///
/// When one fails, the others and `body` are cancelled, and once all have ended a ``TaskGroupError`` with
/// all their errors is thrown. A task that is cancelled alone does not disturb the others. The cancellation
/// of the calling task cancels everyone, and throws a `CancellationError` unless there are errors.
///
/// Beside Swift's own task groups this gives each task's result by itself, of any type; takes new tasks from
/// anywhere, also from the group's tasks; cancels the body; and keeps all errors. `body` runs as a child
/// task, on the actor it was written in.
@discardableResult
public nonisolated(nonsending) func withTracedTaskGroup<Value: Sendable>(
    @_inheritActorContext(always) @_implicitSelfCapture
    _ body: sending @escaping @isolated(any) (TracedTaskGroup) async throws -> Value
) async throws -> Value {
    let wasCancelled = Task.isCancelled
    let scope = ChildScope<Value>()
    let storage = TaskGroupStorage { scope.cancel() }
    let group = TracedTaskGroup(storage)
    // A cancellation of the calling task reaches the body, as its child, or the wait for the others.
    let result = await scope.run {
        try await withTaskCancellationHandler {
            try await body(group)
        } onCancel: {
            storage.abort()
        }
    }
    storage.bodyEnded(result)
    await withTaskCancellationHandler {
        await storage.untilAllEnded()
    } onCancel: {
        storage.abort()
    }
    let isCancelledFromOutside = Task.isCancelled && !wasCancelled
    if let error = storage.failure(isCancelledFromOutside: isCancelledFromOutside) { throw error }
    return try result.get()
}

/// Tasks that belong together; made by ``withTracedTaskGroup(_:)``.
public final class TracedTaskGroup: Sendable {
    private let storage: TaskGroupStorage

    init(_ storage: TaskGroupStorage) {
        self.storage = storage
    }

    /// Runs `operation` as a task of the group, on the loop that the group was made on, if there is one.
    ///
    /// May be called from anywhere, also from the group's tasks. The name is `Task-N` by default. Throws an
    /// ``InvalidStateError`` once the group is being cancelled or has ended.
    @discardableResult
    public func createTask<Value: Sendable>(
        name: String? = nil,
        function: StaticString = #function, fileID: StaticString = #fileID, line: UInt = #line,
        _ operation: @escaping TracedOperation<Value>
    ) throws(InvalidStateError) -> LoopTask<Value> {
        try storage.createTask(name: name, SourceLocation(function, fileID, line), operation)
    }
}
