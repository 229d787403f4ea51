/// Waits for some or all of `sources`, and returns those that are done and those that are not, each in the
/// order in which they were given.
///
/// ```swift
/// let (done, pending) = try await wait([slow, quick], until: .firstCompleted)
/// for task in pending { task.cancel() }
/// ```
///
/// After `timeout` it returns with what is done until then; it throws no ``TimeoutError``, and cancels
/// nothing. One that is given twice counts once.
///
/// Throws an ``InvalidValueError`` when there is nothing to wait for, and a `CancellationError` if the task
/// is cancelled while it waits, which leaves `sources` alone.
public nonisolated(nonsending) func wait<Sources: Sequence>(
    _ sources: Sources, until condition: WaitCondition = .allCompleted, timeout: Duration? = nil,
    function: StaticString = #function, fileID: StaticString = #fileID, line: UInt = #line
) async throws -> (done: [Sources.Element], pending: [Sources.Element])
where Sources.Element: TracedAwaitable {
    let sources = Array(sources).distinct
    guard !sources.isEmpty else { throw InvalidValueError("There is nothing to wait for.") }
    let location = SourceLocation(function, fileID, line)
    try await WaitStorage(sources.map(\.future), until: condition, location).wait(timeout: timeout)
    // More may be done by now than the wait was told of.
    var done: [Sources.Element] = []
    var pending: [Sources.Element] = []
    for source in sources {
        if source.future.isDone { done.append(source) } else { pending.append(source) }
    }
    return (done, pending)
}
