internal import Synchronization

/// Follows many futures, and holds those that are done until someone takes them.
final class CompletionStorage<Source: TracedAwaitable>: Sendable {
    typealias Waiter = CheckedContinuation<Source?, any Error>

    private struct Registration: Sendable {
        let future: TracedFuture<Source.Value>
        let callback: DoneCallback<Source.Value>
    }

    private let machine: Mutex<CompletionStateMachine<Source, Waiter>>
    private let registrations = Mutex<[Registration]>([])
    private let timer = Mutex<DeadlineTimer?>(nil)
    private let recorded: RecordedWait

    init(_ sources: [Source], timeout: Duration?, _ location: SourceLocation) {
        let distinct = sources.distinct
        machine = Mutex(CompletionStateMachine(count: distinct.count))
        recorded = RecordedWait("as completed", for: distinct.lazy.map(\.future.storage.number), location)
        // The futures must not keep what nobody iterates any more.
        let registrations = distinct.map { source in
            let callback = DoneCallback<Source.Value>(name: "as completed", location) { [weak self] _ in
                self?.completed(source)
            }
            return Registration(future: source.future, callback: callback)
        }
        self.registrations.withLock { $0 = registrations }
        for registration in registrations { registration.future.addDoneCallback(registration.callback) }
        guard let timeout, !distinct.isEmpty else { return }
        let timer = DeadlineTimer.start(
            at: DeadlineTimer.now + timeout, location
        ) { [weak self] in
            self?.timedOut()
        }
        self.timer.withLock { $0 = timer }
    }

    deinit {
        stop()
        recorded.isOver()
    }

    /// The next one that is done; nil after the last.
    nonisolated(nonsending) func next() async throws -> Source? {
        let id = WaiterID.next()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let action = machine.withLock { machine in
                    let action = machine.next(continuation, id: id, isCancelled: Task.isCancelled)
                    // Within the lock, so that it is recorded before whatever ends the wait.
                    if case .none = action { recorded.begins() }
                    return action
                }
                switch action {
                case .none: break
                case .resume(let waiter, let source): waiter.resume(returning: source)
                case .end(let waiter): waiter.resume(returning: nil)
                case .timeOut(let waiter): waiter.resume(throwing: TimeoutError())
                case .cancel(let waiter): waiter.resume(throwing: CancellationError())
                }
            }
        } onCancel: {
            machine.withLock({ $0.cancel(id) })?.resume(throwing: CancellationError())
        }
    }

    func handOutResult() -> Bool {
        machine.withLock { $0.handOutResult() }
    }

    private func completed(_ source: Source) {
        switch machine.withLock({ $0.completed(source) }) {
        case .none: break
        case .resume(let waiter, let source, let rest, let isLast):
            waiter?.resume(returning: source)
            for waiter in rest { waiter.resume(returning: nil) }
            if isLast { stop() }
        }
    }

    private func timedOut() {
        let waiters = machine.withLock { $0.timedOut() }
        stop()
        for waiter in waiters { waiter.resume(throwing: TimeoutError()) }
    }

    private func stop() {
        timer.withLock({ $0.take() })?.cancel()
        let registrations = registrations.withLock { registrations in
            defer { registrations = [] }
            return registrations
        }
        for registration in registrations { registration.future.removeDoneCallback(registration.callback) }
    }
}

extension Array where Element: TracedAwaitable {
    /// Each future or task once, in the order of its first appearance.
    var distinct: [Element] {
        var seen: Set<TracedFuture<Element.Value>> = []
        return filter { seen.insert($0.future).inserted }
    }
}
