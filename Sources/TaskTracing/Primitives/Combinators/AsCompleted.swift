/// The `sources` themselves, each as soon as it is done.
///
/// ```swift
/// for try await task in asCompleted([slow, quick]) {
///     print(try task.future.result())
/// }
/// ```
///
/// One that is given twice comes once. For their results alone, see ``CompletionSequence/results``.
///
/// After `timeout` the sequence throws a ``TimeoutError``; nothing is cancelled.
public func asCompleted<Source: TracedAwaitable>(
    _ sources: [Source], timeout: Duration? = nil,
    function: StaticString = #function, fileID: StaticString = #fileID, line: UInt = #line
) -> CompletionSequence<Source> {
    CompletionSequence(sources, timeout, SourceLocation(function, fileID, line))
}

/// Runs `operations`, each in a task, and gives the futures of their results, each as soon as it is done.
///
/// The tasks run on the loop that runs the calling thread, if one does.
public func asCompleted<Value: Sendable>(
    _ operations: [TracedOperation<Value>], timeout: Duration? = nil,
    function: StaticString = #function, fileID: StaticString = #fileID, line: UInt = #line
) -> CompletionSequence<TracedFuture<Value>> {
    let location = SourceLocation(function, fileID, line)
    return CompletionSequence(futures(of: operations, location), timeout, location)
}

/// The futures of the results of `tasks`, each as soon as it is done.
public func asCompleted<Value: Sendable, Failure>(
    _ tasks: [Task<Value, Failure>], timeout: Duration? = nil,
    function: StaticString = #function, fileID: StaticString = #fileID, line: UInt = #line
) -> CompletionSequence<TracedFuture<Value>> {
    let location = SourceLocation(function, fileID, line)
    return CompletionSequence(futures(of: tasks, location), timeout, location)
}
