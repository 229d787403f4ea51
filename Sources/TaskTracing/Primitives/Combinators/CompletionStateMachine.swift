/// Decides who is given what was completed, in the order of completion.
struct CompletionStateMachine<Source, Waiter> {
    private var completed = RingBuffer<Source>()
    private var waiters = WaiterList<Waiter>()
    /// How many are not completed.
    private var missing: Int
    private var isTimedOut = false
    private var resultsHandedOut = 0
    private let count: Int

    init(count: Int) {
        missing = count
        self.count = count
    }

    enum CompletionAction {
        case none
        /// `rest` wait for more than there will be.
        case resume(Waiter?, Source, rest: [Waiter], isLast: Bool)
    }

    mutating func completed(_ source: Source) -> CompletionAction {
        guard !isTimedOut else { return .none }
        missing -= 1
        let waiter = waiters.popFirst()
        if waiter == nil { completed.append(source) }
        guard waiter != nil || missing == 0 else { return .none }
        return .resume(waiter, source, rest: missing == 0 ? waiters.removeAll() : [], isLast: missing == 0)
    }

    enum NextAction {
        case none
        case resume(Waiter, Source)
        case end(Waiter)
        case timeOut(Waiter)
        case cancel(Waiter)
    }

    /// `isCancelled` tells whether the waiting task is cancelled: its cancellation handler may have run
    /// already, and found nothing.
    mutating func next(_ waiter: Waiter, id: WaiterID, isCancelled: Bool) -> NextAction {
        if let source = completed.popFirst() { return .resume(waiter, source) }
        if missing == 0 { return .end(waiter) }
        if isTimedOut { return .timeOut(waiter) }
        guard !isCancelled else { return .cancel(waiter) }
        waiters.append(waiter, id: id)
        return .none
    }

    mutating func cancel(_ id: WaiterID) -> Waiter? {
        waiters.remove(id)
    }

    /// The time is over: those who wait are told so.
    mutating func timedOut() -> [Waiter] {
        guard missing > 0 else { return [] }
        isTimedOut = true
        return waiters.removeAll()
    }

    /// Whether there is one more result to be promised to someone.
    mutating func handOutResult() -> Bool {
        guard resultsHandedOut < count else { return false }
        resultsHandedOut += 1
        return true
    }
}
