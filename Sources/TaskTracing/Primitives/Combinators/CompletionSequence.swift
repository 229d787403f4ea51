/// Futures or tasks in the order of their completion; made by `asCompleted`.
///
/// The order counts from the call of `asCompleted`. Whoever iterates again goes on where the last iteration
/// has stopped, and several tasks that iterate share what comes.
public struct CompletionSequence<Source: TracedAwaitable>: AsyncSequence, Sendable {
    private let storage: CompletionStorage<Source>

    init(_ sources: [Source], _ timeout: Duration?, _ location: SourceLocation) {
        storage = CompletionStorage(sources, timeout: timeout, location)
    }

    /// Gives the futures or tasks one after the other.
    public struct AsyncIterator: AsyncIteratorProtocol {
        fileprivate let storage: CompletionStorage<Source>

        /// The next one that is done; nil after the last.
        ///
        /// Throws a ``TimeoutError`` when the time is over, and a `CancellationError` when the task is
        /// cancelled while it waits.
        public mutating func next(
            isolation actor: isolated (any Actor)? = #isolation
        ) async throws -> Source? {
            try await storage.next()
        }
    }

    /// Begins to iterate, or goes on.
    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(storage: storage)
    }

    /// As many functions as there are futures or tasks: each waits for the next one that is done, and gives
    /// its result or throws its error.
    ///
    /// ```swift
    /// for next in asCompleted([slow, quick]).results {
    ///     print(try await next())
    /// }
    /// ```
    ///
    /// Which function gives which result is decided by the order of their calls. They can be called by
    /// several tasks at a time, for example by `gather`.
    public var results: CompletionResults<Source> {
        CompletionResults(storage: storage)
    }
}

/// The results of futures or tasks in the order of their completion, to be awaited one by one.
public struct CompletionResults<Source: TracedAwaitable>: Sequence, IteratorProtocol, Sendable {
    fileprivate let storage: CompletionStorage<Source>

    /// The next function; nil when there are as many as there are results.
    public mutating func next() -> TracedOperation<Source.Value>? {
        guard storage.handOutResult() else { return nil }
        let storage = storage
        return {
            guard let source = try await storage.next() else { throw InvalidStateError.resultAlreadyTaken }
            return try source.future.result()
        }
    }
}

extension InvalidStateError {
    /// A function that waits for the next result was called more than once, and there is none for it.
    public static let resultAlreadyTaken = InvalidStateError(description: "The result was already taken.")
}
