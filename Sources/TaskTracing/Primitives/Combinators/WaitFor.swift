internal import TraceModel

/// The result of `source`, which is cancelled when `timeout` is over.
///
/// Returns or throws once `source` is done, however long its cancellation takes: a ``TimeoutError`` if it
/// ended by it, its value or error if it did not. With a timeout that is not positive, `source` is
/// cancelled at once unless it is done.
///
/// The cancellation of the calling task cancels `source` as well. Put a ``shield(_:name:function:fileID:line:)``
/// around what is to go on.
public nonisolated(nonsending) func waitFor<Source: TracedAwaitable>(
    _ source: Source, timeout: Duration?,
    function: StaticString = #function, fileID: StaticString = #fileID, line: UInt = #line
) async throws -> Source.Value {
    let location = SourceLocation(function, fileID, line)
    let future = source.future
    guard let timeout, !future.isDone else { return try await future.ownedValue(location) }
    guard timeout > .zero else {
        let wasCancelled = Task.isCancelled
        _ = future.storage.cancel(message: nil, location)
        await future.untilDone(location)
        if future.isCancelled, wasCancelled || !Task.isCancelled { throw TimeoutError() }
        return try future.result()
    }
    return try await Timeout(
        after: timeout, name: "waitFor \(future.name)", function: function, fileID: fileID, line: line
    ).run { try await future.ownedValue(location) }
}

/// Runs `operation` as a child task, on the actor it was written in, and cancels it when `timeout` is over.
///
/// As `withTimeout`, but that a timeout that is not positive throws a ``TimeoutError`` without beginning.
public nonisolated(nonsending) func waitFor<Value: Sendable>(
    timeout: Duration?,
    function: StaticString = #function, fileID: StaticString = #fileID, line: UInt = #line,
    @_inheritActorContext(always) @_implicitSelfCapture
    _ operation: sending @escaping @isolated(any) () async throws -> Value
) async throws -> Value {
    if let timeout, timeout <= .zero { throw TimeoutError() }
    return try await Timeout(
        after: timeout, name: "waitFor", function: function, fileID: fileID, line: line
    ).run(operation)
}

extension TracedFuture {
    /// The result, by someone whose cancellation is the future's, and who waits for the end that it takes.
    nonisolated(nonsending) func ownedValue(_ location: SourceLocation) async throws -> Value {
        if !isDone {
            await withTaskCancellationHandler {
                await untilDone(location)
            } onCancel: {
                _ = storage.cancel(message: nil, location)
            }
        }
        return try result()
    }

    /// Waits without reading, and without a way to be cancelled.
    nonisolated(nonsending) func untilDone(_ location: SourceLocation) async {
        guard !isDone else { return }
        await withCheckedContinuation { continuation in
            Recorder.waitBegin(storage.number, reason: .future, site: location.site)
            addDoneCallback(DoneCallback(name: "wait for", location) { _ in continuation.resume() })
        }
    }
}
