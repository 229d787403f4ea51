internal import Synchronization

/// A time that a test moves by hand, for the timers of an event loop.
///
/// ```swift
/// let clock = ManualClock(.jumpsToTimers)
/// try await EventLoop.run(clock: clock) { loop in
///     try await loop.sleep(for: .seconds(3600))  // at once
/// }
/// #expect(clock.elapsed == .seconds(3600))
/// ```
///
/// A loop goes by its clock in `callLater`, `callAt`, `sleep(for:)` and `time()`; `Task.sleep` goes by the system's.
public final class ManualClock: EventLoopClock {
    /// Who moves the time.
    public enum Mode: Sendable, Hashable {
        /// The test alone, by ``ManualClock/advance(by:)``.
        case advancedByTest
        /// Also a loop that has nothing to run: it goes on at its next timer without waiting. What comes from
        /// other threads is not waited for either.
        case jumpsToTimers
    }

    private struct State {
        var now: ContinuousClock.Instant
        var wakes: [@Sendable () -> Void] = []
    }

    /// Who moves the time.
    public let mode: Mode
    private let start: ContinuousClock.Instant
    private let state: Mutex<State>

    /// Creates a clock that stands still until it is moved.
    public init(_ mode: Mode = .advancedByTest) {
        self.mode = mode
        start = .now
        state = Mutex(State(now: start))
    }

    /// The time now.
    public var now: ContinuousClock.Instant { state.withLock { $0.now } }

    /// How far the time was moved.
    public var elapsed: Duration { start.duration(to: now) }

    /// Moves the time on, and lets the loops look for timers that are due; a negative duration does nothing.
    ///
    /// The timers run on their loops' threads, so not all of them have when this returns.
    public func advance(by duration: Duration) {
        let wakes = state.withLock { state in
            state.now += max(duration, .zero)
            return state.wakes
        }
        for wake in wakes { wake() }
    }

    /// Sees to it that a loop sleeps until it is woken, or not at all.
    public func sleepDuration(until deadline: ContinuousClock.Instant) -> Duration? {
        guard mode == .jumpsToTimers else { return nil }
        state.withLock { $0.now = max($0.now, deadline) }
        return .zero
    }

    /// Keeps what wakes a loop of this clock.
    public func attach(_ wake: @escaping @Sendable () -> Void) {
        state.withLock { $0.wakes.append(wake) }
    }
}
