internal import CTaskProbe

/// Turns the recorders' ticks into nanoseconds since the start of the trace.
///
/// The rate is measured against CLOCK_MONOTONIC, first over a few milliseconds and then ever longer. The
/// mapping stays continuous: an error found at one measurement is worked off until the next.
package struct TraceClock {
    package private(set) var anchorTicks: UInt64
    package private(set) var anchorNanoseconds: Int64
    package private(set) var nanosecondsPerTick: Double
    /// The rate before the anchor: for the record that was late for the last look.
    private var earlierNanosecondsPerTick: Double
    private let firstTicks: UInt64
    private let firstMonotonic: UInt64
    private let zero: UInt64

    /// A clock whose zero is at `zero` on CLOCK_MONOTONIC.
    ///
    /// `first` is a pair of both clocks taken some milliseconds ago.
    package init(zero: UInt64, first: (ticks: UInt64, monotonic: UInt64)) {
        let now = Self.pair()
        self.zero = zero
        (firstTicks, firstMonotonic) = first
        let ticks = Double(now.ticks &- first.ticks)
        nanosecondsPerTick = ticks > 0 ? Double(now.monotonic &- first.monotonic) / ticks : 1
        earlierNanosecondsPerTick = nanosecondsPerTick
        anchorTicks = now.ticks
        anchorNanoseconds = Int64(bitPattern: now.monotonic &- zero)
    }

    package static func pair() -> (ticks: UInt64, monotonic: UInt64) {
        var ticks: UInt64 = 0
        var monotonic: UInt64 = 0
        unsafe tt_clock_pair(&ticks, &monotonic)
        return (ticks, monotonic)
    }

    @inline(__always)
    package func nanoseconds(_ ticks: UInt64) -> Int64 {
        let distance = Int64(bitPattern: ticks &- anchorTicks)
        let rate = distance >= 0 ? nanosecondsPerTick : earlierNanosecondsPerTick
        return anchorNanoseconds &+ Int64(Double(distance) * rate)
    }

    /// Measures again. What the clock is off by is worked off within the next `horizon` nanoseconds.
    ///
    /// `latest` are the latest ticks that were turned into time. A collector that is behind will still see
    /// ticks between them and now: the new rate begins there, or those would be set back.
    package mutating func recalibrate(after latest: UInt64, horizon: Double) {
        let now = Self.pair()
        let elapsed = Double(now.ticks &- firstTicks)
        guard elapsed > 0 else { return }
        let rate = Double(now.monotonic &- firstMonotonic) / elapsed
        anchorNanoseconds = nanoseconds(latest)
        anchorTicks = latest
        earlierNanosecondsPerTick = nanosecondsPerTick
        let actual = Double(Int64(bitPattern: now.monotonic &- zero) - anchorNanoseconds)
        let since = Double(Int64(bitPattern: now.ticks &- anchorTicks)) * rate
        nanosecondsPerTick = rate * min(max((actual + horizon) / (since + horizon), 0.9), 1.1)
    }
}
