internal import Synchronization

/// One turn on an event loop: a callback, or a step of a Swift task.
enum LoopTurn: LoopWork, Sendable {
    case handle(LoopHandle)
    case step(UnownedJob)
    case isolatedStep(UnownedJob)

    var isCancelled: Bool {
        if case .handle(let handle) = self { handle.isCancelled } else { false }
    }
}

/// Holds an event loop's state and carries out what its state machine decides.
final class EventLoopStorage: Sendable {
    struct Settings: Sendable {
        var slowCallbackDuration = Duration.milliseconds(100)
        var exceptionHandler: EventLoop.ExceptionHandler?
    }

    let number = Recorder.nextObject()
    let isDebug: Atomic<Bool>
    let settings = Mutex(Settings())
    let tasks = Mutex(LoopTaskRegistry())
    /// The identity of the task whose step runs now; written by the loop's thread alone.
    let runningStep = Atomic<UInt>(0)

    let startsTasksEagerly = Atomic<Bool>(false)
    let selfCancelled = Mutex<[LoopTaskControl]>([])
    let hasSelfCancelled = Atomic<Bool>(false)

    private let machine = Mutex(EventLoopStateMachine<LoopTurn>())
    private let parker = ThreadParker()

    init(isDebug: Bool) {
        self.isDebug = Atomic(isDebug)
    }

    var isRunning: Bool { machine.withLock { $0.isRunning } }
    var isClosed: Bool { machine.withLock { $0.isClosed } }
    var thread: UInt? { machine.withLock { $0.thread } }

    func begin(thread: UInt) throws(EventLoopError) {
        switch machine.withLock({ $0.begin(thread: thread) }) {
        case .run: return
        case .refuse(let error): throw error
        }
    }

    func end() {
        machine.withLock { $0.end() }
    }

    /// Gives `turn` its place in the next iteration; false when the loop is closed.
    func schedule(_ turn: LoopTurn) -> Bool {
        carryOut(machine.withLock { $0.schedule(turn) })
    }

    func schedule(_ turn: LoopTurn, at when: ContinuousClock.Instant) -> Bool {
        carryOut(machine.withLock { $0.schedule(turn, at: when) })
    }

    func timerWasCancelled() {
        machine.withLock { $0.timerWasCancelled() }
    }

    func stop() {
        _ = carryOut(machine.withLock { $0.stop() })
    }

    /// Fills `batch` with the next iteration, sleeping until there is one.
    func nextIteration(into batch: inout [LoopTurn]) {
        while true {
            let now = ContinuousClock.now
            switch machine.withLock({ $0.beginIteration(now: now, into: &batch) }) {
            case .run: return
            case .sleep(let deadline): parker.park(atMost: deadline.map { now.duration(to: $0) })
            }
        }
    }

    /// Whether the loop is to stop, after an iteration.
    func endIteration() -> Bool {
        machine.withLock { $0.endIteration() } == .stop
    }

    /// Closes the loop; false when it was closed already.
    func close() throws(EventLoopError) -> Bool {
        var dropped: [LoopTurn] = []
        switch machine.withLock({ $0.close(dropping: &dropped) }) {
        case .none: return false
        case .refuse: throw .cannotCloseWhileRunning
        case .release:
            for case .handle(let handle) in dropped { handle.cancel() }
            return true
        }
    }

    private func carryOut(_ action: EventLoopStateMachine<LoopTurn>.ScheduleAction) -> Bool {
        switch action {
        case .none: return true
        case .refuse: return false
        case .wake:
            parker.wake()
            return true
        }
    }
}
