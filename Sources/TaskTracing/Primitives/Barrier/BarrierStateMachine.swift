/// Decides who waits at a barrier, and when all go on.
///
/// Those who have been woken are counted until they run: as long as some have not, the barrier drains, and who
/// comes meanwhile has to come again after that. A reset or abort reaches those who drain, too.
struct BarrierStateMachine<Waiter> {
    enum State: String {
        case filling
        case draining
        case resetting
        case broken
    }

    /// One who has come, to be woken with his index.
    struct Arrival {
        let waiter: Waiter
        let index: Int
    }

    let parties: Int
    private(set) var state = State.filling
    private var waiters = WaiterList<Waiter>()
    /// Woken, and not yet gone on.
    private var leaving = 0
    /// Those who came while others went on.
    private var blocked = WaiterList<Waiter>()

    init(parties: Int) {
        self.parties = parties
    }

    /// How many wait for the others.
    var waiterCount: Int { waiters.count }

    enum EnterAction {
        case none
        /// The last has come, and passes at once; the others are woken.
        case pass([Arrival])
        case fail
        case cancel
    }

    /// `isCancelled` tells whether the waiting task is cancelled: its cancellation handler may have run
    /// already, and found nothing.
    mutating func enter(_ waiter: Waiter, id: WaiterID, isCancelled: Bool) -> EnterAction {
        switch state {
        case .broken: return .fail
        case .draining, .resetting:
            guard !isCancelled else { return .cancel }
            blocked.append(waiter, id: id)
            return .none
        case .filling:
            if waiters.count + 1 == parties {
                let others = wake()
                if leaving > 0 { state = .draining }
                return .pass(others)
            }
            guard !isCancelled else { return .cancel }
            waiters.append(waiter, id: id)
            return .none
        }
    }

    struct LeaveAction {
        let passes: Bool
        /// Those who are to come again now.
        var unblocked: [Waiter] = []
    }

    /// One who was woken runs.
    mutating func leave() -> LeaveAction {
        var action = LeaveAction(passes: state == .draining)
        leaving -= 1
        guard leaving == 0, state != .broken else { return action }
        state = .filling
        action.unblocked = blocked.removeAll()
        return action
    }

    /// Those to be woken: they fail when they run, as do those who were woken and have not yet run.
    mutating func reset() -> [Arrival] {
        let woken = wake()
        state = leaving > 0 ? .resetting : .filling
        return woken
    }

    struct AbortAction {
        let woken: [Arrival]
        let unblocked: [Waiter]
    }

    /// As ``reset()``; those who come again fail as well.
    mutating func abort() -> AbortAction {
        state = .broken
        return AbortAction(woken: wake(), unblocked: blocked.removeAll())
    }

    mutating func cancel(_ id: WaiterID) -> Waiter? {
        waiters.remove(id) ?? blocked.remove(id)
    }

    private mutating func wake() -> [Arrival] {
        let woken = waiters.removeAll().enumerated().map { Arrival(waiter: $1, index: $0) }
        leaving += woken.count
        return woken
    }
}
