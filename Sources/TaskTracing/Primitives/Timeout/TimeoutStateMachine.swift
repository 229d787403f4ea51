/// Decides what a timeout does: it is entered once, may be moved while it is active, and expires or not.
struct TimeoutStateMachine {
    typealias Instant = ContinuousClock.Instant

    private(set) var state = TimeoutState.created
    private(set) var when: Instant?
    /// Tells the timer that counts from one that was replaced.
    private var timer = 0

    init(when: Instant?) {
        self.when = when
    }

    enum TimerAction: Equatable {
        case none
        case start(at: Instant, timer: Int)
        case expire
    }

    mutating func enter(now: Instant) throws(InvalidStateError) -> TimerAction {
        guard state == .created else { throw .timeoutAlreadyEntered }
        state = .active
        return arm(now)
    }

    mutating func reschedule(to when: Instant?, now: Instant) throws(InvalidStateError) -> TimerAction {
        switch state {
        case .active:
            self.when = when
            return arm(now)
        case .created: throw .timeoutNotEntered
        case .expiring, .expired, .finished: throw .timeout(state)
        }
    }

    /// Whether `timer`, which has fired, is the one that counts.
    mutating func expire(timer: Int) -> Bool {
        guard counts(timer) else { return false }
        state = .expiring
        return true
    }

    /// Whether `timer` is the one that counts, and may still fire.
    func counts(_ timer: Int) -> Bool {
        state == .active && timer == self.timer
    }

    enum EndAction: Equatable {
        case none
        case timeOut
    }

    /// The body has ended. That it was cancelled from outside of the timeout counts for more than the time.
    mutating func end(bodyWasCancelled: Bool, isCancelledFromOutside: Bool) -> EndAction {
        guard state == .expiring else {
            state = .finished
            return .none
        }
        state = .expired
        return bodyWasCancelled && !isCancelledFromOutside ? .timeOut : .none
    }

    private mutating func arm(_ now: Instant) -> TimerAction {
        timer += 1
        guard let when else { return .none }
        guard when > now else {
            state = .expiring
            return .expire
        }
        return .start(at: when, timer: timer)
    }
}

extension InvalidStateError {
    /// A timeout was to be run that has been run before.
    public static let timeoutAlreadyEntered = InvalidStateError(
        description: "Timeout has already been entered.")
    /// A timeout was rescheduled before it was run.
    public static let timeoutNotEntered = InvalidStateError(description: "Timeout has not been entered.")

    static func timeout(_ state: TimeoutState) -> InvalidStateError {
        InvalidStateError(description: "Cannot change state of \(state) Timeout.")
    }
}
