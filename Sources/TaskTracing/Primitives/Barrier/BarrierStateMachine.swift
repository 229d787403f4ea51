/// Decides who waits at a barrier, and when all go on.
///
/// Those who have been woken are counted until they run: as long as some have not, the barrier drains, and who
/// comes meanwhile belongs to the next round. A reset or abort reaches them, too.
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
    /// Those who came while the barrier drained.
    private var blocked = WaiterList<(id: WaiterID, waiter: Waiter)>()

    init(parties: Int) {
        self.parties = parties
    }

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
            blocked.append((id, waiter), id: id)
            return .none
        case .filling:
            guard waiters.count + 1 < parties else { return .pass(drain()) }
            guard !isCancelled else { return .cancel }
            waiters.append(waiter, id: id)
            return .none
        }
    }

    struct LeaveAction {
        let passes: Bool
        /// Those whose round is full by that, to be woken.
        var next: [Arrival] = []
    }

    /// One who was woken runs.
    mutating func leave() -> LeaveAction {
        var action = LeaveAction(passes: state == .draining)
        leaving -= 1
        guard leaving == 0, state != .broken else { return action }
        state = .filling
        while state == .filling, let (id, waiter) = blocked.popFirst() {
            waiters.append(waiter, id: id)
            if waiters.count == parties { action.next = drain() }
        }
        return action
    }

    /// Those to be woken, who fail when they run. Nobody: nothing was broken.
    mutating func reset() -> [Arrival] {
        let woken = wake()
        state = leaving > 0 ? .resetting : .filling
        return woken
    }

    /// Those to be woken, who fail when they run, and those who never came in.
    mutating func abort() -> (woken: [Arrival], refused: [Waiter]) {
        state = .broken
        return (wake(), blocked.removeAll().map(\.waiter))
    }

    mutating func cancel(_ id: WaiterID) -> Waiter? {
        waiters.remove(id) ?? blocked.remove(id)?.waiter
    }

    private mutating func drain() -> [Arrival] {
        let woken = wake()
        if leaving > 0 { state = .draining }
        return woken
    }

    private mutating func wake() -> [Arrival] {
        let woken = waiters.removeAll().enumerated().map { Arrival(waiter: $1, index: $0) }
        leaving += woken.count
        return woken
    }
}
