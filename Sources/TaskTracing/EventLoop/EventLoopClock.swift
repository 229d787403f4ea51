/// The time by which the timers of an event loop go.
///
/// A loop goes by the system's unless it is given another; `ManualClock` in TaskTracingTestKit is one that a test
/// moves by hand.
public protocol EventLoopClock: Sendable {
    /// The time now; it never goes back.
    var now: ContinuousClock.Instant { get }

    /// How long, in real time, a loop that has nothing to run before `deadline` may sleep; nil to sleep until it is
    /// woken.
    ///
    /// Called on the loop's thread. The loop reads the time again when it wakes, and asks again if it is too early.
    func sleepDuration(until deadline: ContinuousClock.Instant) -> Duration?

    /// Hands over what wakes a loop that goes by this clock, to be called whenever the time has been moved.
    func attach(_ wake: @escaping @Sendable () -> Void)
}

/// The system's time, which needs nobody to move it.
struct SystemClock: EventLoopClock {
    var now: ContinuousClock.Instant { .now }

    func sleepDuration(until deadline: ContinuousClock.Instant) -> Duration? {
        now.duration(to: deadline)
    }

    func attach(_ wake: @escaping @Sendable () -> Void) {}
}
