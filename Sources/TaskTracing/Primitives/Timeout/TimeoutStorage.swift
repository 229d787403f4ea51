internal import Synchronization
internal import TraceModel

/// Holds a timeout's state and its timer, and carries out what its state machine decides.
final class TimeoutStorage: Sendable {
    typealias Instant = ContinuousClock.Instant

    /// How to cancel the task that the timeout is about, and its number in records.
    struct Target: Sendable {
        let cancel: @Sendable () -> Void
        let task: @Sendable () -> UInt32
    }

    private struct State {
        var machine: TimeoutStateMachine
        var timer: DeadlineTimer?
        var target: Target?
        var delay: Duration?
    }

    let number = Recorder.nextObject()
    let name: String
    private let location: SourceLocation
    private let state: Mutex<State>

    init(name: String?, at when: Instant?, _ location: SourceLocation) {
        self.name = name ?? "Timeout-\(number)"
        self.location = location
        state = Mutex(State(machine: TimeoutStateMachine(when: when)))
        if Recorder.isRecording {
            Recorder.objectCreated(number, kind: .timeout, name: self.name, site: location.site)
        }
    }

    deinit {
        // Of one that was run, the end was told when its body had ended.
        if current == .created { Recorder.objectEnded(number) }
    }

    var when: Instant? { state.withLock { $0.machine.when } }
    var current: TimeoutState { state.withLock { $0.machine.state } }

    func enter(_ target: Target) throws(InvalidStateError) {
        let now = DeadlineTimer.now
        let action = try state.withLock { state throws(InvalidStateError) in
            let action = try state.machine.enter(now: now)
            state.target = target
            schedule(&state, now, isEntry: true, location)
            return action
        }
        carryOut(action)
    }

    func reschedule(to when: Instant?, _ location: SourceLocation) throws(InvalidStateError) {
        let now = DeadlineTimer.now
        let (action, old) = try state.withLock { state throws(InvalidStateError) in
            let action = try state.machine.reschedule(to: when, now: now)
            schedule(&state, now, isEntry: false, location)
            return (action, state.timer.take())
        }
        old?.cancel()
        carryOut(action)
    }

    /// The body has ended, as it should be told to the caller.
    func end(bodyWasCancelled: Bool, isCancelledFromOutside: Bool) -> TimeoutStateMachine.EndAction {
        let (action, timer, target) = state.withLock { state in
            let action = state.machine.end(
                bodyWasCancelled: bodyWasCancelled, isCancelledFromOutside: isCancelledFromOutside)
            return (action, state.timer.take(), state.target.take())
        }
        timer?.cancel()
        withExtendedLifetime(target) {}
        Recorder.objectEnded(number)
        return action
    }

    private func carryOut(_ action: TimeoutStateMachine.TimerAction) {
        switch action {
        case .none: break
        case .expire: expire()
        case .start(let when, let number):
            let timer = DeadlineTimer.start(at: when, location) { [weak self] in
                self?.fired(number)
            }
            let isNeeded = state.withLock { state in
                guard state.machine.counts(number) else { return false }
                state.timer = timer
                return true
            }
            // It has fired, or was replaced, before it could be kept.
            if !isNeeded { timer.cancel() }
        }
    }

    private func fired(_ timer: Int) {
        guard state.withLock({ $0.machine.expire(timer: timer) }) else { return }
        expire()
    }

    private func expire() {
        let (target, delay) = state.withLock { ($0.target, $0.delay) }
        guard let target else { return }
        if Recorder.isRecording {
            Recorder.record(
                .timeoutExpire, object: number, byTask: target.task(), site: location.site,
                value: UInt64(max(delay?.wholeNanoseconds ?? 0, 0)))
        }
        target.cancel()
    }

    /// Keeps and records the time that the timeout now has.
    private func schedule(
        _ state: inout State, _ now: Instant, isEntry: Bool, _ location: SourceLocation
    ) {
        state.delay = state.machine.when.map { now.duration(to: $0) }
        guard Recorder.isRecording else { return }
        let delay = state.delay.map { UInt64(max($0.wholeNanoseconds, 0)) } ?? .max
        Recorder.record(
            .timeoutReschedule, object: number, detail: isEntry ? 1 : 0, site: location.site, value: delay)
    }
}
