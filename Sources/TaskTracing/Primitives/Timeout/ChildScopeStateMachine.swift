/// Why the parent of a child task goes on.
enum ChildScopeOutcome {
    case ended
    case cancelled
}

/// Decides when the parent of one child task goes on: when the child has ended, or is to be cancelled.
struct ChildScopeStateMachine<Value, Waiter> {
    private enum State {
        case running(Waiter?)
        case cancelled
        case ended
    }

    private var state = State.running(nil)
    private(set) var result: Result<Value, any Error>?

    enum WaitAction {
        case none
        case resume(Waiter, ChildScopeOutcome)
    }

    mutating func wait(_ waiter: Waiter) -> WaitAction {
        switch state {
        case .running:
            state = .running(waiter)
            return .none
        case .cancelled: return .resume(waiter, .cancelled)
        case .ended: return .resume(waiter, .ended)
        }
    }

    /// The child is to be cancelled.
    mutating func cancel() -> WaitAction {
        guard case .running(let waiter) = state else { return .none }
        state = .cancelled
        return waiter.map { .resume($0, .cancelled) } ?? .none
    }

    mutating func ended(_ result: Result<Value, any Error>) -> WaitAction {
        self.result = result
        guard case .running(let waiter) = state else { return .none }
        state = .ended
        return waiter.map { .resume($0, .ended) } ?? .none
    }
}
