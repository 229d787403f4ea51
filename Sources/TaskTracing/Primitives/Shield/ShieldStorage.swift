internal import TraceModel

/// Links a future to the one that it shields.
struct ShieldStorage<Value: Sendable> {
    private let inner: TracedFuture<Value>
    private let location: SourceLocation

    init(_ inner: TracedFuture<Value>, _ location: SourceLocation) {
        self.inner = inner
        self.location = location
    }

    /// The future that shields; the shielded one itself if that is done.
    func start(name: String?) -> TracedFuture<Value> {
        guard !inner.isDone else { return inner }
        let outer = TracedFuture<Value>(
            role: .future, name: name ?? "shield of \(inner.name)", loop: inner.loop, location)
        // Nobody who holds the shielded one alone keeps the shield: it ends unread, and its error with it.
        let ended = DoneCallback<Value>(name: "shield", location) { [weak storage = outer.storage] inner in
            guard let storage, storage.outcome == nil else { return }
            guard let outcome = inner.storage.retrieve() else { return }
            storage.finish(outcome, location)
        }
        Recorder.futureSource(outer.storage.number, inner.storage.number)
        outer.storage.expectDriver()
        outer.storage.setDriver { [weak storage = outer.storage, inner, location] message in
            guard let storage else { return false }
            if !inner.isDone {
                inner.removeDoneCallback(ended)
                if Recorder.isRecording {
                    Recorder.record(
                        .shieldSpare, object: inner.storage.number, site: location.site,
                        value: UInt64(storage.number))
                }
                ShieldedErrors.report(of: inner, location)
            }
            return storage.finish(.cancelled(message: message), location)
        }
        inner.addDoneCallback(ended)
        return outer
    }
}
