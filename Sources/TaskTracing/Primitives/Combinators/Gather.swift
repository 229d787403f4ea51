/// Collects the results of `sources` in their order, in one future.
///
/// The first error is the future's error, at once; the others go on, and their later errors count as read.
/// The cancellation of one is such an error. Cancelling the future cancels all that are not done.
///
/// ```swift
/// let names = try await gather([first, second]).value
/// ```
public func gather<Source: TracedAwaitable>(
    _ sources: [Source], name: String? = nil,
    function: StaticString = #function, fileID: StaticString = #fileID, line: UInt = #line
) -> TracedFuture<[Source.Value]> {
    gather(sources.map(\.future), name, SourceLocation(function, fileID, line))
}

/// Runs `operations`, each in a task, and collects their results in their order, in one future.
///
/// The tasks run on the loop that runs the calling thread, if one does.
public func gather<Value: Sendable>(
    _ operations: [TracedOperation<Value>], name: String? = nil,
    function: StaticString = #function, fileID: StaticString = #fileID, line: UInt = #line
) -> TracedFuture<[Value]> {
    let location = SourceLocation(function, fileID, line)
    return gather(futures(of: operations, location), name, location)
}

/// Collects the results of `tasks` in their order, in one future.
public func gather<Value: Sendable, Failure>(
    _ tasks: [Task<Value, Failure>], name: String? = nil,
    function: StaticString = #function, fileID: StaticString = #fileID, line: UInt = #line
) -> TracedFuture<[Value]> {
    let location = SourceLocation(function, fileID, line)
    return gather(futures(of: tasks, location), name, location)
}

/// Collects how each of `sources` ended, in their order, in one future: errors and cancellations are
/// results like any other.
///
/// Cancelling the future cancels all that are not done, and fails it.
public func gatherResults<Source: TracedAwaitable>(
    _ sources: [Source], name: String? = nil,
    function: StaticString = #function, fileID: StaticString = #fileID, line: UInt = #line
) -> TracedFuture<[Result<Source.Value, any Error>]> {
    GatherStorage<Source.Value, [Result<Source.Value, any Error>]>(
        sources.map(\.future), keepsErrors: true, SourceLocation(function, fileID, line)
    ) { $0 }.start(name: name)
}

/// Runs `operations`, each in a task, and collects how each of them ended, in their order, in one future.
///
/// The tasks run on the loop that runs the calling thread, if one does.
public func gatherResults<Value: Sendable>(
    _ operations: [TracedOperation<Value>], name: String? = nil,
    function: StaticString = #function, fileID: StaticString = #fileID, line: UInt = #line
) -> TracedFuture<[Result<Value, any Error>]> {
    let location = SourceLocation(function, fileID, line)
    return gatherResults(
        futures(of: operations, location), name: name, function: function, fileID: fileID, line: line)
}

private func gather<Value: Sendable>(
    _ futures: [TracedFuture<Value>], _ name: String?, _ location: SourceLocation
) -> TracedFuture<[Value]> {
    GatherStorage<Value, [Value]>(futures, keepsErrors: false, location) { results in
        try results.map { try $0.get() }
    }.start(name: name)
}

func futures<Value: Sendable>(
    of operations: [TracedOperation<Value>], _ location: SourceLocation
) -> [TracedFuture<Value>] {
    let loop = EventLoop.current
    return operations.map { operation in
        let future = TracedFuture<Value>(role: .task, name: nil, loop: loop, location)
        future.storage.start(operation)
        return future
    }
}

func futures<Value: Sendable, Failure>(
    of tasks: [Task<Value, Failure>], _ location: SourceLocation
) -> [TracedFuture<Value>] {
    let loop = EventLoop.current
    return tasks.map { task in
        let future = TracedFuture<Value>(role: .task, name: nil, loop: loop, location)
        future.storage.follow(task)
        return future
    }
}
