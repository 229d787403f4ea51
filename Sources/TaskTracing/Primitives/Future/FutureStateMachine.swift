/// How a future can end.
enum FutureOutcome<Value> {
    case value(Value)
    case error(any Error)
    case cancelled(message: String?)
}

extension FutureOutcome: Sendable where Value: Sendable {}

extension FutureOutcome {
    fileprivate var isValue: Bool {
        if case .value = self { true } else { false }
    }
}

/// Decides what a future does: it is pending, then done, once and for all.
///
/// `Callback` and `Waiter` are what is to be called or resumed when it is done; `Driver` is the task that
/// computes the result, for a future that stands for a task.
struct FutureStateMachine<Value, Callback, Waiter, Driver> {
    enum Observer {
        case callback(Callback)
        case waiter(Waiter)
    }

    private enum State {
        case pending
        case done(FutureOutcome<Value>, isRetrieved: Bool)
    }

    private enum Drive {
        case none
        /// The driver is being made; `cancelled` when it is to be cancelled as soon as it is there.
        case expected(cancelled: Bool)
        case by(Driver)
    }

    private var state = State.pending
    /// In the order of their coming; none once the future is done.
    private var observers = WaiterList<Observer>()
    private var drive = Drive.none

    /// How it ended; nil while it is pending. Does not count as reading the result.
    var outcome: FutureOutcome<Value>? {
        if case .done(let outcome, _) = state { outcome } else { nil }
    }

    /// The callbacks and waiters of a pending future; nothing of one that is done.
    var observerCount: Int { observers.count }

    /// The callbacks of a pending future, in their order; none of one that is done.
    var callbacks: [Callback] {
        observers.inOrder.compactMap {
            if case .callback(let callback) = $0 { callback } else { nil }
        }
    }

    /// A driver will be given; until then, a cancel is kept for it.
    mutating func expectDriver() {
        drive = .expected(cancelled: false)
    }

    enum DriveAction {
        case none
        case cancel(Driver)
    }

    mutating func setDriver(_ driver: Driver) -> DriveAction {
        guard case .pending = state else {
            drive = .none
            return .none
        }
        if case .expected(cancelled: true) = drive {
            drive = .by(driver)
            return .cancel(driver)
        }
        drive = .by(driver)
        return .none
    }

    enum FinishAction {
        case complete([Observer])
        case refuse
    }

    mutating func finish(_ outcome: FutureOutcome<Value>) -> FinishAction {
        guard case .pending = state else { return .refuse }
        // Whoever is told of a result has it; of an error, that it is told is not enough.
        state = .done(outcome, isRetrieved: outcome.isValue && observers.count > 0)
        // The driver's closure may hold the future.
        drive = .none
        return .complete(observers.removeAll())
    }

    enum CancelAction {
        case complete([Observer])
        case cancel(Driver)
        case cancelLater
        case refuse
    }

    mutating func cancel(message: String?) -> CancelAction {
        switch state {
        case .done(let outcome, _):
            // Who cancels a failed future has given up on its error: it is not reported any more.
            state = .done(outcome, isRetrieved: true)
            return .refuse
        case .pending:
            switch drive {
            case .by(let driver): return .cancel(driver)
            case .expected:
                drive = .expected(cancelled: true)
                return .cancelLater
            case .none:
                state = .done(.cancelled(message: message), isRetrieved: true)
                return .complete(observers.removeAll())
            }
        }
    }

    enum AddAction {
        case none
        case callNow(Callback)
    }

    mutating func addCallback(_ callback: Callback, id: WaiterID) -> AddAction {
        if case .done(let outcome, let isRetrieved) = state {
            state = .done(outcome, isRetrieved: isRetrieved || outcome.isValue)
            return .callNow(callback)
        }
        observers.append(.callback(callback), id: id)
        return .none
    }

    /// Removes the callbacks that match, and returns their number.
    mutating func removeCallbacks(where matches: (Callback) -> Bool) -> Int {
        guard case .pending = state else { return 0 }
        let count = observers.count
        observers.removeAll {
            if case .callback(let callback) = $0 { matches(callback) } else { false }
        }
        return count - observers.count
    }

    enum WaitAction {
        case none
        case resume(Waiter, FutureOutcome<Value>)
    }

    /// `isCancelled` tells whether the waiting task is cancelled: its cancellation handler may have run
    /// already, and found nothing.
    mutating func wait(_ waiter: Waiter, id: WaiterID, isCancelled: Bool) -> WaitAction {
        switch state {
        case .done(let outcome, _):
            state = .done(outcome, isRetrieved: true)
            return .resume(waiter, outcome)
        case .pending:
            guard !isCancelled else { return .resume(waiter, .cancelled(message: nil)) }
            observers.append(.waiter(waiter), id: id)
            return .none
        }
    }

    enum CancelWaitAction {
        case none
        case resume(Waiter)
    }

    mutating func cancelWait(_ id: WaiterID) -> CancelWaitAction {
        guard case .pending = state else { return .none }
        let removed = observers.remove(id)
        guard case .waiter(let waiter) = removed else { return .none }
        return .resume(waiter)
    }

    /// How it ended, as read by someone who handles its error.
    mutating func retrieve() -> FutureOutcome<Value>? {
        guard case .done(let outcome, _) = state else { return nil }
        state = .done(outcome, isRetrieved: true)
        return outcome
    }

    enum ReleaseAction {
        case none
        case report(any Error)
        /// It had a result, which nobody has read.
        case discard
    }

    /// Nobody holds the future any more.
    func release() -> ReleaseAction {
        switch state {
        case .done(.error(let error), isRetrieved: false): return .report(error)
        case .done(.value, isRetrieved: false): return .discard
        case .done, .pending: return .none
        }
    }
}
