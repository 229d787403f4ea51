/// Decides who has a permit of a semaphore, and who is next.
///
/// A release hands its permit to whoever has waited longest. Until that one runs, those who come later wait
/// behind him, even for permits that are free: nobody overtakes. Each holding of a permit has a number,
/// counted from 1.
struct SemaphoreStateMachine<Waiter> {
    /// A permit goes to one who waits.
    struct HandOver {
        let waiter: Waiter
        let holding: UInt32
    }

    /// The permits that are free.
    private(set) var value: Int
    private let bound: Int?
    private var waiters = WaiterList<Waiter>()
    /// Those who were handed a permit, and have not yet run.
    private var arriving = 0
    private var holdings: UInt32 = 0

    /// With `bounded`, there are never more permits than at the beginning.
    init(value: Int, bounded: Bool) {
        self.value = value
        bound = bounded ? value : nil
    }

    /// Whether somebody who comes now has to wait.
    var isLocked: Bool { value == 0 || !waiters.isEmpty || arriving > 0 }
    var waiterCount: Int { waiters.count }

    /// Takes a permit if that needs no wait; returns the number of the holding.
    mutating func acquire() -> UInt32? {
        isLocked ? nil : begin()
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
        case released
        case handOver(HandOver)
        case tooOften
    }

    mutating func release() -> ReleaseAction {
        if let bound, value >= bound { return .tooOften }
        value += 1
        return handOver().map(ReleaseAction.handOver) ?? .released
    }

    /// One who was handed a permit runs. He gives it back if he is cancelled.
    mutating func arrive(isCancelled: Bool) -> [HandOver] {
        arriving -= 1
        if isCancelled { value += 1 }
        var handOvers: [HandOver] = []
        while let handOver = handOver() { handOvers.append(handOver) }
        return handOvers
    }

    mutating func cancel(_ id: WaiterID) -> Waiter? { waiters.remove(id) }

    private mutating func begin() -> UInt32 {
        value -= 1
        holdings &+= 1
        return holdings
    }

    private mutating func handOver() -> HandOver? {
        guard value > 0, let waiter = waiters.popFirst() else { return nil }
        arriving += 1
        return HandOver(waiter: waiter, holding: begin())
    }
}
