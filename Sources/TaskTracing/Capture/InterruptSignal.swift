internal import CTaskProbe
internal import Synchronization

/// SIGINT, while runs of event loops want to know of it: the first is theirs, the second does what it did before.
enum InterruptSignal {
    /// Told of the signal; false when it was told before.
    typealias Receiver = @Sendable () -> Bool

    private struct State {
        var receivers: [UInt64: Receiver] = [:]
        /// How many signals there had been when each was last told.
        var told: [UInt64: UInt32] = [:]
        var last: UInt64 = 0
        var isWatched = false
    }

    private static let state = Mutex(State())

    /// Has `receiver` told, on a thread of the tracer; nil if the program handles the signal itself.
    static func begin(_ receiver: @escaping Receiver) -> UInt64? {
        state.withLock { state in
            if !state.isWatched { state.isWatched = TracerThread.start("interrupts", watch) }
            guard state.isWatched, !state.receivers.isEmpty || tt_interrupt_begin() else { return nil }
            state.last += 1
            state.receivers[state.last] = receiver
            state.told[state.last] = tt_interrupt_count()
            return state.last
        }
    }

    static func end(_ number: UInt64) {
        state.withLock { state in
            state.receivers[number] = nil
            state.told[number] = nil
            if state.receivers.isEmpty { tt_interrupt_end() }
        }
    }

    @Sendable private static func watch() {
        while true {
            tt_interrupt_wait()
            let answers = state.withLock { state in
                let count = tt_interrupt_count()
                return state.receivers.flatMap { number, receiver in
                    // One that came before the receiver is none of its; several may have come at once.
                    let new = count &- (state.told.updateValue(count, forKey: number) ?? count)
                    return Array(repeating: receiver, count: Int(new))
                }
            }.map { $0() }
            if answers.contains(false) { tt_interrupt_again() }
        }
    }
}
