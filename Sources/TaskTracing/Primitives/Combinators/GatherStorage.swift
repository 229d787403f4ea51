internal import Synchronization

/// Collects the results of many futures in one.
final class GatherStorage<Value: Sendable, Collected: Sendable>: Sendable {
    private let machine: Mutex<GatherStateMachine<Value>>
    private let children: [TracedFuture<Value>]
    private let collect: @Sendable ([Result<Value, any Error>]) throws -> Collected
    private let location: SourceLocation

    init(
        _ children: [TracedFuture<Value>], keepsErrors: Bool, _ location: SourceLocation,
        collect: @escaping @Sendable ([Result<Value, any Error>]) throws -> Collected
    ) {
        machine = Mutex(GatherStateMachine(count: children.count, keepsErrors: keepsErrors))
        self.children = children
        self.location = location
        self.collect = collect
    }

    func start(name: String?) -> TracedFuture<Collected> {
        // A gather of none has no child that could tell its loop.
        let loop = children.first.map(\.loop) ?? .current
        let outer = TracedFuture<Collected>(
            role: .future, name: name ?? "gather", loop: loop, location)
        if children.isEmpty {
            finish(outer, Result { try collect([]) })
            return outer
        }
        outer.storage.expectDriver()
        outer.storage.setDriver { self.cancel(message: $0) }
        for (index, child) in children.enumerated() {
            Recorder.futureSource(outer.storage.number, child.storage.number)
            let ended = DoneCallback<Value>(name: "gather", location) { child in
                self.childEnded(index, child, outer)
            }
            child.addDoneCallback(ended)
        }
        return outer
    }

    /// False when all children are done: the whole is about to be.
    private func cancel(message: String?) -> Bool {
        let pending = children.filter { !$0.isDone }
        guard !pending.isEmpty else { return false }
        machine.withLock { $0.cancel() }
        for child in pending { _ = child.storage.cancel(message: message, location) }
        return true
    }

    private func childEnded(
        _ index: Int, _ child: TracedFuture<Value>, _ outer: TracedFuture<Collected>
    ) {
        // Reading the result counts the error as retrieved, also that of a child that comes too late.
        let result = Result { try child.result() }
        switch machine.withLock({ $0.ended(index, result) }) {
        case .none: break
        case .finish(let results): finish(outer, Result { try collect(results) })
        case .fail(let error): finish(outer, .failure(error))
        }
    }

    private func finish(_ outer: TracedFuture<Collected>, _ result: Result<Collected, any Error>) {
        switch result {
        case .success(let value): outer.storage.finish(.value(value), location)
        // A child's cancellation is an error of the whole, not its cancellation.
        case .failure(let error): outer.storage.finish(.error(error), location)
        }
    }
}
