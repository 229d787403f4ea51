/// Decides who waits on a condition, and who is notified.
struct ConditionStateMachine<Waiter> {
    private var waiters = WaiterList<Waiter>()

    var waiterCount: Int { waiters.count }

    enum WaitAction {
        case none
        case cancel
    }

    /// `isCancelled` tells whether the waiting task is cancelled: its cancellation handler may have run
    /// already, and found nothing.
    mutating func wait(_ waiter: Waiter, id: WaiterID, isCancelled: Bool) -> WaitAction {
        guard !isCancelled else { return .cancel }
        waiters.append(waiter, id: id)
        return .none
    }

    /// Those to be woken: `count` at most, first come first.
    mutating func notify(_ count: Int) -> [Waiter] {
        var notified: [Waiter] = []
        while notified.count < count, let waiter = waiters.popFirst() { notified.append(waiter) }
        return notified
    }

    mutating func cancel(_ id: WaiterID) -> Waiter? { waiters.remove(id) }
}
