/// Runs `body` as a child task, on the actor it was written in, and cancels it after `delay`.
///
/// ```swift
/// let page = try await withTimeout(.seconds(5)) { try await fetch(url) }
/// ```
///
/// Throws a ``TimeoutError`` if the body ends by that cancellation; see ``Timeout/run(_:)``. Without a
/// delay, the body has all the time it needs.
public nonisolated(nonsending) func withTimeout<Value: Sendable>(
    _ delay: Duration?, name: String? = nil,
    function: StaticString = #function, fileID: StaticString = #fileID, line: UInt = #line,
    @_inheritActorContext(always) @_implicitSelfCapture
    _ body: sending @escaping @isolated(any) () async throws -> Value
) async throws -> Value {
    try await Timeout(after: delay, name: name, function: function, fileID: fileID, line: line).run(body)
}

/// Runs `body` as a child task, on the actor it was written in, and cancels it after `delay`, which the
/// body may move by the timeout that it is given.
public nonisolated(nonsending) func withTimeout<Value: Sendable>(
    _ delay: Duration?, name: String? = nil,
    function: StaticString = #function, fileID: StaticString = #fileID, line: UInt = #line,
    @_inheritActorContext(always) @_implicitSelfCapture
    _ body: sending @escaping @isolated(any) (Timeout) async throws -> Value
) async throws -> Value {
    let timeout = Timeout(after: delay, name: name, function: function, fileID: fileID, line: line)
    return try await timeout.run { try await body(timeout) }
}

/// Runs `body` as a child task, on the actor it was written in, and cancels it at `deadline`.
///
/// Throws a ``TimeoutError`` if the body ends by that cancellation; see ``Timeout/run(_:)``. Without a
/// deadline, the body has all the time it needs.
public nonisolated(nonsending) func withDeadline<Value: Sendable>(
    _ deadline: ContinuousClock.Instant?, name: String? = nil,
    function: StaticString = #function, fileID: StaticString = #fileID, line: UInt = #line,
    @_inheritActorContext(always) @_implicitSelfCapture
    _ body: sending @escaping @isolated(any) () async throws -> Value
) async throws -> Value {
    try await Timeout(at: deadline, name: name, function: function, fileID: fileID, line: line).run(body)
}

/// Runs `body` as a child task, on the actor it was written in, and cancels it at `deadline`, which the
/// body may move by the timeout that it is given.
public nonisolated(nonsending) func withDeadline<Value: Sendable>(
    _ deadline: ContinuousClock.Instant?, name: String? = nil,
    function: StaticString = #function, fileID: StaticString = #fileID, line: UInt = #line,
    @_inheritActorContext(always) @_implicitSelfCapture
    _ body: sending @escaping @isolated(any) (Timeout) async throws -> Value
) async throws -> Value {
    let timeout = Timeout(at: deadline, name: name, function: function, fileID: fileID, line: line)
    return try await timeout.run { try await body(timeout) }
}
