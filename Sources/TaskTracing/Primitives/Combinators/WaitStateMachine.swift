/// What ends a `wait`.
public enum WaitCondition: Sendable, Hashable {
    /// That all are done.
    case allCompleted
    /// That one is done.
    case firstCompleted
    /// That one has failed, or all are done. A cancelled one has not failed.
    case firstError
}

/// Decides when a wait for many is over.
struct WaitStateMachine<Waiter> {
    private enum State {
        case open(Waiter?)
        case over
    }

    private var state = State.open(nil)
    private var missing: Int
    private let condition: WaitCondition

    init(count: Int, until condition: WaitCondition) {
        missing = count
        self.condition = condition
    }

    enum Action {
        case none
        case resume(Waiter)
        case cancel(Waiter)
    }

    /// One is done; `failed` tells that it has an error.
    mutating func ended(failed: Bool) -> Action {
        missing -= 1
        switch condition {
        case .firstCompleted: return finish()
        case .firstError where failed: return finish()
        case .firstError, .allCompleted: return missing == 0 ? finish() : .none
        }
    }

    mutating func timedOut() -> Action {
        finish()
    }

    /// `isCancelled` tells whether the waiting task is cancelled: its cancellation handler may have run
    /// already, and found nothing.
    mutating func wait(_ waiter: Waiter, isCancelled: Bool) -> Action {
        guard case .open = state else { return .resume(waiter) }
        guard !isCancelled else { return .cancel(waiter) }
        state = .open(waiter)
        return .none
    }

    mutating func cancel() -> Action {
        guard case .open(let waiter?) = state else { return .none }
        state = .over
        return .cancel(waiter)
    }

    private mutating func finish() -> Action {
        guard case .open(let waiter) = state else { return .none }
        state = .over
        return waiter.map { .resume($0) } ?? .none
    }
}
