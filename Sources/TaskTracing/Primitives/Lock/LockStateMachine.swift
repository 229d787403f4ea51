/// Decides who holds a lock, and who is next.
///
/// A release hands the lock straight to whoever has waited longest: nobody who comes later can be faster.
/// Each holding has a number, counted from 1.
struct LockStateMachine<Waiter> {
    private enum State {
        case unlocked
        case locked(holding: UInt32)
    }

    private var state = State.unlocked
    private var waiters = WaiterList<Waiter>()
    private var holdings: UInt32 = 0

    var isLocked: Bool {
        if case .locked = state { true } else { false }
    }

    var waiterCount: Int { waiters.count }

    /// Takes the lock if it is free; returns the number of the holding.
    mutating func acquire() -> UInt32? {
        guard case .unlocked = state else { return nil }
        return begin()
    }

    enum WaitAction {
        case none
        case acquired(holding: UInt32)
        case cancel
    }

    /// `isCancelled` tells whether the waiting task is cancelled: its cancellation handler may have run
    /// already, and found nothing.
    mutating func wait(_ waiter: Waiter, id: WaiterID, isCancelled: Bool) -> WaitAction {
        if let holding = acquire() { return .acquired(holding: holding) }
        guard !isCancelled else { return .cancel }
        waiters.append(waiter, id: id)
        return .none
    }

    enum ReleaseAction {
        case released(holding: UInt32)
        case handOver(holding: UInt32, to: Waiter, next: UInt32, waiting: Int)
        case notAcquired
    }

    mutating func release() -> ReleaseAction {
        guard case .locked(let holding) = state else { return .notAcquired }
        return end(holding)
    }

    /// Whoever got this holding does not want it any more. Nothing happens if it is over already.
    mutating func giveBack(holding: UInt32) -> ReleaseAction {
        guard case .locked(holding) = state else { return .notAcquired }
        return end(holding)
    }

    mutating func cancel(_ id: WaiterID) -> Waiter? { waiters.remove(id) }

    private mutating func begin() -> UInt32 {
        holdings &+= 1
        state = .locked(holding: holdings)
        return holdings
    }

    private mutating func end(_ holding: UInt32) -> ReleaseAction {
        guard let next = waiters.popFirst() else {
            state = .unlocked
            return .released(holding: holding)
        }
        return .handOver(holding: holding, to: next, next: begin(), waiting: waiters.count)
    }
}
