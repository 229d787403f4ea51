/// What a task waits for at a queue.
enum QueueWait {
    case get, put, join
}

/// Decides what a queue does: who waits to get, to put or for all work to be done, and who goes on when.
///
/// As in asyncio, a put wakes one who waits to get, and a get one who waits to put. Whoever is woken has nothing yet: he
/// looks again, and may find that another was faster. One who is cancelled before he has looked passes his turn on.
///
/// It counts the elements and numbers them; its storage holds them.
struct QueueStateMachine<Waiter> {
    let maxSize: Int
    private(set) var count = 0
    /// Elements put for which no `taskDone()` was called.
    private(set) var unfinished = 0
    private(set) var isShutDown = false
    private var puts: UInt32 = 0
    private var getters = WaiterList<Waiter>()
    private var putters = WaiterList<Waiter>()
    private var joiners = WaiterList<Waiter>()

    init(maxSize: Int) {
        self.maxSize = max(0, maxSize)
    }

    var isFull: Bool { maxSize > 0 && count >= maxSize }
    var waitingGetters: Int { getters.count }
    var waitingPutters: Int { putters.count }
    var waitingJoiners: Int { joiners.count }

    enum PutAction {
        /// Insert the element, as the how-manieth, and wake this getter.
        case insert(number: UInt32, waking: Waiter?)
        case full
        case shutDown
    }

    mutating func put() -> PutAction {
        guard !isShutDown else { return .shutDown }
        guard !isFull else { return .full }
        puts &+= 1
        unfinished &+= 1
        count &+= 1
        return .insert(number: puts, waking: getters.popFirst())
    }

    enum GetAction {
        /// Take the next element, and wake this putter.
        case take(waking: Waiter?)
        case empty
        case shutDown
    }

    mutating func get() -> GetAction {
        guard count > 0 else { return isShutDown ? .shutDown : .empty }
        count &-= 1
        return .take(waking: putters.popFirst())
    }

    enum WaitAction {
        case wait
        /// What he would wait for is there.
        case proceed
        case cancel
    }

    /// `isCancelled` tells whether the waiting task is cancelled: its cancellation handler may have run
    /// already, and found nothing.
    mutating func wait(
        to purpose: QueueWait, _ waiter: Waiter, id: WaiterID, isCancelled: Bool
    ) -> WaitAction {
        guard hasReason(to: purpose) else { return .proceed }
        guard !isCancelled else { return .cancel }
        switch purpose {
        case .get: getters.append(waiter, id: id)
        case .put: putters.append(waiter, id: id)
        case .join: joiners.append(waiter, id: id)
        }
        return .wait
    }

    private func hasReason(to wait: QueueWait) -> Bool {
        switch wait {
        case .get: count == 0 && !isShutDown
        case .put: isFull && !isShutDown
        case .join: unfinished > 0
        }
    }

    /// He leaves early; nil if he has been woken.
    mutating func cancel(_ wait: QueueWait, _ id: WaiterID) -> Waiter? {
        switch wait {
        case .get: getters.remove(id)
        case .put: putters.remove(id)
        case .join: joiners.remove(id)
        }
    }

    /// Someone was woken, and cancelled before he has looked: who is woken in his place.
    mutating func passOn(_ wait: QueueWait) -> Waiter? {
        switch wait {
        case .get: count > 0 ? getters.popFirst() : nil
        case .put: isFull ? nil : putters.popFirst()
        case .join: nil
        }
    }

    enum TaskDoneAction {
        case none
        case resume([Waiter])
        case tooOften
    }

    mutating func taskDone() -> TaskDoneAction {
        guard unfinished > 0 else { return .tooOften }
        unfinished -= 1
        return unfinished == 0 ? .resume(joiners.removeAll()) : .none
    }

    struct ShutDownAction {
        /// Whether it changes anything.
        let isNews: Bool
        /// Drop the elements, and release them without the lock.
        let drops: Bool
        let waking: [Waiter]
    }

    mutating func shutDown(immediately: Bool) -> ShutDownAction {
        let isNews = !isShutDown || immediately && count > 0
        isShutDown = true
        if immediately {
            unfinished = max(0, unfinished - count)
            count = 0
        }
        var waking = getters.removeAll() + putters.removeAll()
        if unfinished == 0 { waking += joiners.removeAll() }
        return ShutDownAction(isNews: isNews, drops: immediately, waking: waking)
    }
}
