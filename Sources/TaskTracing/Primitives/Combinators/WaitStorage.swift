internal import Synchronization

/// Holds the state of one wait for many, and carries out what its state machine decides.
final class WaitStorage<Value: Sendable>: Sendable {
    private typealias Machine = WaitStateMachine<CheckedContinuation<Void, any Error>>

    private let futures: [TracedFuture<Value>]
    private let machine: Mutex<Machine>
    private let location: SourceLocation

    init(_ futures: [TracedFuture<Value>], until condition: WaitCondition, _ location: SourceLocation) {
        self.futures = futures
        self.location = location
        machine = Mutex(Machine(count: futures.count, until: condition))
    }

    /// Waits until the condition holds or the time is over. Leaves no callback behind.
    nonisolated(nonsending) func wait(timeout: Duration?) async throws {
        let recorded = RecordedWait("wait", for: futures.lazy.map(\.storage.number), location)
        let ended = DoneCallback<Value>(name: "wait", location) { future in
            // Looked at without being read: whoever waits may never ask for the error.
            let failed = if case .error = future.storage.outcome { true } else { false }
            self.carryOut(self.machine.withLock { $0.ended(failed: failed) })
        }
        for future in futures { future.addDoneCallback(ended) }
        let timer = timeout.map { timeout in
            DeadlineTimer.start(at: DeadlineTimer.now + timeout, location) {
                self.carryOut(self.machine.withLock { $0.timedOut() })
            }
        }
        defer {
            recorded.isOver()
            timer?.cancel()
            for future in futures { future.removeDoneCallback(ended) }
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let action = machine.withLock { machine in
                    let action = machine.wait(continuation, isCancelled: Task.isCancelled)
                    // Within the lock, so that it is recorded before whatever ends the wait.
                    if case .none = action { recorded.begins() }
                    return action
                }
                carryOut(action)
            }
        } onCancel: {
            carryOut(machine.withLock { $0.cancel() })
        }
    }

    private func carryOut(_ action: Machine.Action) {
        switch action {
        case .none: break
        case .resume(let waiter): waiter.resume()
        case .cancel(let waiter): waiter.resume(throwing: CancellationError())
        }
    }
}
