extension TracedQueue: AsyncSequence {
    /// Gets the queue's elements, one after the other.
    ///
    /// Several iterators, in as many tasks, share the elements among them.
    public struct AsyncIterator: AsyncIteratorProtocol {
        let storage: QueueStorage<Element>

        /// The next element, as soon as there is one; nil once the queue is shut down and empty.
        ///
        /// Throws a `CancellationError` if the task is cancelled while it waits: no element is lost.
        public mutating func next(
            isolation actor: isolated (any Actor)? = #isolation
        ) async throws(CancellationError) -> Element? {
            try await storage.next()
        }
    }

    /// Begins to get elements; traces know the place of its waits by the runtime alone.
    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(storage: storage) }
}
