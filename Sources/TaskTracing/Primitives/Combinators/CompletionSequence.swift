/// Futures or tasks in the order of their completion; made by `asCompleted`.
///
/// The order counts from the call of `asCompleted`. The sequence can be iterated once.
public struct CompletionSequence<Source: TracedAwaitable>: AsyncSequence, Sendable {
    private let completed: AsyncThrowingStream<Source, any Error>

    init(_ sources: [Source], _ timeout: Duration?, _ location: SourceLocation) {
        var seen: Set<TracedFuture<Source.Value>> = []
        let distinct = sources.filter { seen.insert($0.future).inserted }
        let (stream, continuation) = AsyncThrowingStream.makeStream(of: Source.self)
        completed = stream
        let countdown = CountDown(distinct.count)
        let registrations = distinct.map { source in
            let callback = DoneCallback<Source.Value>(name: "as completed", location) { _ in
                continuation.yield(source)
                if countdown.isLast() { continuation.finish() }
            }
            return (future: source.future, callback: callback)
        }
        let timer = timeout.map { timeout in
            Task(name: "timeout of as completed") {
                try await Task.sleep(for: timeout)
                continuation.finish(throwing: TimeoutError())
            }
        }
        // Set before anything can end the sequence: later, it would not be called.
        continuation.onTermination = { _ in
            timer?.cancel()
            for (future, callback) in registrations { future.removeDoneCallback(callback) }
        }
        for (future, callback) in registrations { future.addDoneCallback(callback) }
        if distinct.isEmpty { continuation.finish() }
    }

    /// Gives the futures or tasks one after the other.
    public struct AsyncIterator: AsyncIteratorProtocol {
        fileprivate var base: AsyncThrowingStream<Source, any Error>.AsyncIterator

        /// The next one that is done; nil after the last.
        ///
        /// Throws a ``TimeoutError`` when the time is over, and ends when the task is cancelled.
        public mutating func next(
            isolation actor: isolated (any Actor)? = #isolation
        ) async throws -> Source? {
            try await base.next(isolation: actor)
        }
    }

    /// Begins to iterate.
    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(base: completed.makeAsyncIterator())
    }
}
