/// Something whose result is a future: a ``TracedFuture`` itself, or a ``LoopTask``.
public protocol TracedAwaitable<Value>: Sendable {
    /// What the future results in.
    associatedtype Value: Sendable
    /// The future of the result.
    var future: TracedFuture<Value> { get }
}

extension TracedFuture: TracedAwaitable {
    /// The future itself.
    public var future: TracedFuture<Value> { self }
}

extension LoopTask: TracedAwaitable {}

/// An asynchronous function, as `gather` and `asCompleted` take it.
public typealias TracedOperation<Value> = @Sendable () async throws -> Value
