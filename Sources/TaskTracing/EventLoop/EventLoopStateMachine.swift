/// Something that waits for its turn on an event loop.
protocol LoopWork {
    /// Whether its turn is to be skipped.
    var isCancelled: Bool { get }
}

/// Decides what an event loop does next: which callbacks run, when it sleeps, when it stops.
struct EventLoopStateMachine<Work: LoopWork> {
    typealias Instant = ContinuousClock.Instant

    private enum State {
        case idle
        case running(thread: UInt)
        case closed
    }

    private var state = State.idle
    private var ready: [Work] = []
    private var timers = TimerHeap<Work>(start: .now)
    /// An upper bound: a timer that is cancelled between falling due and running is counted as well.
    private var cancelledTimers = 0
    private var isStopping = false
    private var isSleeping = false

    var isRunning: Bool { thread != nil }

    /// The thread that runs the loop.
    var thread: UInt? {
        if case .running(let thread) = state { thread } else { nil }
    }

    var isClosed: Bool {
        if case .closed = state { true } else { false }
    }

    enum BeginAction: Equatable {
        case run
        case refuse(EventLoopError)
    }

    mutating func begin(thread: UInt) -> BeginAction {
        switch state {
        case .idle:
            state = .running(thread: thread)
            return .run
        case .running: return .refuse(.alreadyRunning)
        case .closed: return .refuse(.closed)
        }
    }

    mutating func end() {
        if case .running = state { state = .idle }
        isStopping = false
    }

    enum ScheduleAction: Equatable {
        case none
        case wake
        case refuse
    }

    mutating func schedule(_ work: Work) -> ScheduleAction {
        guard !isClosed else { return .refuse }
        ready.append(work)
        return wakeIfSleeping()
    }

    mutating func schedule(_ work: Work, at when: Instant) -> ScheduleAction {
        guard !isClosed else { return .refuse }
        let isNext = timers.insert(work, at: when)
        return isNext ? wakeIfSleeping() : .none
    }

    mutating func timerWasCancelled() {
        cancelledTimers += 1
    }

    enum IterationAction: Equatable {
        case run
        case sleep(until: Instant?)
    }

    /// Moves what has its turn into `batch`, which must be empty, or tells how long nothing has.
    mutating func beginIteration(now: Instant, into batch: inout [Work]) -> IterationAction {
        purgeCancelledTimers()
        while timers.isFirstReady(now: now, orIf: \.isCancelled), let work = timers.popFirst() {
            if work.isCancelled {
                cancelledTimers = max(0, cancelledTimers - 1)
            } else {
                ready.append(work)
            }
        }
        if ready.isEmpty, !isStopping {
            isSleeping = true
            return .sleep(until: timers.first?.when)
        }
        isSleeping = false
        swap(&ready, &batch)
        return .run
    }

    enum EndAction: Equatable {
        case proceed
        case stop
    }

    mutating func endIteration() -> EndAction {
        isStopping ? .stop : .proceed
    }

    mutating func stop() -> ScheduleAction {
        isStopping = true
        return wakeIfSleeping()
    }

    enum CloseAction: Equatable {
        case none
        case release
        case refuse
    }

    /// Closes; `dropped` receives what never gets its turn, to be released without the lock.
    mutating func close(dropping dropped: inout [Work]) -> CloseAction {
        switch state {
        case .running: return .refuse
        case .closed: return .none
        case .idle:
            state = .closed
            swap(&ready, &dropped)
            while let work = timers.popFirst() { dropped.append(work) }
            return .release
        }
    }

    private mutating func wakeIfSleeping() -> ScheduleAction {
        guard isSleeping else { return .none }
        isSleeping = false
        return .wake
    }

    /// Timers that are cancelled long before they are due must not pile up.
    private mutating func purgeCancelledTimers() {
        guard timers.count > 100, cancelledTimers * 2 > timers.count else { return }
        timers.removeAll { $0.isCancelled }
        cancelledTimers = 0
    }
}
