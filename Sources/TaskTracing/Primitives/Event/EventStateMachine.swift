/// Decides who waits for an event, and who goes on when it is set.
struct EventStateMachine<Waiter> {
    private enum State {
        case clear
        case set
    }

    private var state = State.clear
    private var waiters = WaiterList<Waiter>()

    var isSet: Bool { state == .set }
    var waiterCount: Int { waiters.count }

    enum SetAction {
        case none
        case resume([Waiter])
    }

    mutating func set() -> SetAction {
        guard state == .clear else { return .none }
        state = .set
        return .resume(waiters.removeAll())
    }

    enum ClearAction {
        case none
        case cleared
    }

    mutating func clear() -> ClearAction {
        guard state == .set else { return .none }
        state = .clear
        return .cleared
    }

    enum WaitAction {
        case none
        case resume(Waiter)
        case cancel(Waiter)
    }

    /// `isCancelled` tells whether the waiting task is cancelled: its cancellation handler may have run
    /// already, and found nothing.
    mutating func wait(_ waiter: Waiter, id: WaiterID, isCancelled: Bool) -> WaitAction {
        guard state == .clear else { return .resume(waiter) }
        guard !isCancelled else { return .cancel(waiter) }
        waiters.append(waiter, id: id)
        return .none
    }

    enum CancelAction {
        case none
        case cancel(Waiter)
    }

    mutating func cancel(_ id: WaiterID) -> CancelAction {
        guard let waiter = waiters.remove(id) else { return .none }
        return .cancel(waiter)
    }
}
