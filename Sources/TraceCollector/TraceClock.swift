internal import CTaskProbe

/// Turns the recorders' ticks into nanoseconds since the start of the trace.
///
/// The rate is measured against CLOCK_MONOTONIC, first over a few milliseconds and then ever longer. The
/// mapping stays continuous: an error found at one measurement is worked off until the next. Only where the counter has
/// jumped (the machine slept, or was moved to another one) does it begin anew: see ``look(at:)``.
package struct TraceClock {
    /// The counter and CLOCK_MONOTONIC at one moment.
    package typealias Pair = (ticks: UInt64, monotonic: UInt64)

    package private(set) var anchorTicks: UInt64
    package private(set) var anchorNanoseconds: Int64
    package private(set) var nanosecondsPerTick: Double
    /// The rate before the anchor: for the record that was late for the last look.
    private(set) var earlierNanosecondsPerTick: Double
    /// The rate as it was measured, without what is being worked off.
    private var measuredNanosecondsPerTick: Double
    private var firstTicks: UInt64
    private var firstMonotonic: UInt64
    private let zero: UInt64
    private var last: Pair
    private var epoch: ClockEpoch?

    /// A clock whose zero is at `zero` on CLOCK_MONOTONIC.
    ///
    /// `first` is a pair of both clocks taken some milliseconds ago.
    package init(zero: UInt64, first: Pair, now: Pair = Self.pair()) {
        self.zero = zero
        (firstTicks, firstMonotonic) = first
        last = now
        let ticks = Double(now.ticks &- first.ticks)
        nanosecondsPerTick = ticks > 0 ? Double(now.monotonic &- first.monotonic) / ticks : 1
        earlierNanosecondsPerTick = nanosecondsPerTick
        measuredNanosecondsPerTick = nanosecondsPerTick
        anchorTicks = now.ticks
        anchorNanoseconds = Int64(bitPattern: now.monotonic &- zero)
    }

    /// The clock of a recording that is over: it is not measured again.
    init(
        anchorTicks: UInt64, anchorNanoseconds: Int64, nanosecondsPerTick: Double,
        earlierNanosecondsPerTick: Double
    ) {
        self.anchorTicks = anchorTicks
        self.anchorNanoseconds = anchorNanoseconds
        self.nanosecondsPerTick = nanosecondsPerTick
        self.earlierNanosecondsPerTick = earlierNanosecondsPerTick
        measuredNanosecondsPerTick = nanosecondsPerTick
        (firstTicks, firstMonotonic, zero) = (anchorTicks, 0, 0)
        last = (anchorTicks, 0)
    }

    /// The ticks so many nanoseconds from the anchor, or the first or last that there are.
    func ticks(fromAnchor nanoseconds: Double) -> UInt64 {
        let distance = nanoseconds / nanosecondsPerTick
        let (ticks, isOver) =
            distance < 0
            ? anchorTicks.subtractingReportingOverflow(UInt64(min(-distance, 9e18)))
            : anchorTicks.addingReportingOverflow(UInt64(min(distance, 9e18)))
        return isOver ? (distance < 0 ? 0 : .max) : ticks
    }

    package static func pair() -> Pair {
        var ticks: UInt64 = 0
        var monotonic: UInt64 = 0
        unsafe tt_clock_pair(&ticks, &monotonic)
        return (ticks, monotonic)
    }

    @inline(__always)
    package func nanoseconds(_ ticks: UInt64) -> Int64 {
        guard epoch == nil else { return nanosecondsAroundJump(ticks) }
        return extrapolate(ticks)
    }

    private func extrapolate(_ ticks: UInt64) -> Int64 {
        let distance = Int64(bitPattern: ticks &- anchorTicks)
        let rate = distance >= 0 ? nanosecondsPerTick : earlierNanosecondsPerTick
        return anchorNanoseconds &+ Int64(Double(distance) * rate)
    }

    /// The inverse of ``nanoseconds(_:)``, for times since the clock's beginning.
    package func ticks(_ nanoseconds: Int64) -> UInt64 {
        let distance = Double(nanoseconds) - Double(anchorNanoseconds)
        let ticks = distance / (distance >= 0 ? nanosecondsPerTick : earlierNanosecondsPerTick)
        guard ticks < 0 else { return ticks < 0x1p62 ? anchorTicks &+ UInt64(ticks) : .max }
        return -ticks < Double(anchorTicks) ? anchorTicks &- UInt64(-ticks) : 0
    }

    @inline(never)
    private func nanosecondsAroundJump(_ ticks: UInt64) -> Int64 {
        guard let epoch else { return extrapolate(ticks) }
        return epoch.contains(ticks) ? epoch.nanoseconds(ticks) : max(extrapolate(ticks), epoch.end)
    }

    /// Measures again. What the clock is off by is worked off within the next `horizon` nanoseconds.
    ///
    /// `latest` are the latest ticks that were turned into time. A collector that is behind will still see
    /// ticks between them and now: the new rate begins there, or those would be set back.
    package mutating func recalibrate(after latest: UInt64, horizon: Double, now: Pair = Self.pair()) {
        let elapsed = Double(now.ticks &- firstTicks)
        guard elapsed > 0 else { return }
        let rate = Double(now.monotonic &- firstMonotonic) / elapsed
        measuredNanosecondsPerTick = rate
        anchorNanoseconds = nanoseconds(latest)
        anchorTicks = latest
        earlierNanosecondsPerTick = nanosecondsPerTick
        let actual = Double(Int64(bitPattern: now.monotonic &- zero) - anchorNanoseconds)
        let since = Double(Int64(bitPattern: now.ticks &- anchorTicks)) * rate
        nanosecondsPerTick = rate * min(max((actual + horizon) / (since + horizon), 0.9), 1.1)
    }
}

// MARK: Jumps

extension TraceClock {
    /// A moment at which the counter and CLOCK_MONOTONIC did not go together.
    package struct Jump: Equatable {
        /// Where it is in the trace.
        package let at: Int64
        /// How much more the counter has counted than time went by, as nanoseconds; negative if less.
        package let nanoseconds: Int64
        /// Whether it counts from less than before.
        package let isBackwards: Bool
    }

    /// The ticks of before a jump, with the clock as it was then.
    private struct ClockEpoch {
        let anchorTicks: UInt64
        let anchorNanoseconds: Int64
        let nanosecondsPerTick: Double
        let lastTicks: UInt64
        /// Its last moment. What comes later is not told as earlier.
        let end: Int64
        /// Of a counter that has begun anew: ticks from here on are of before.
        let boundary: UInt64?

        func contains(_ ticks: UInt64) -> Bool { boundary.map { ticks >= $0 } ?? (ticks <= lastTicks) }

        func nanoseconds(_ ticks: UInt64) -> Int64 {
            let distance = Double(Int64(bitPattern: ticks &- anchorTicks))
            return min(anchorNanoseconds &+ Int64(distance * nanosecondsPerTick), end)
        }
    }

    /// What a jump is, in nanoseconds: less is worked off.
    private static let leastJump = 10_000_000.0
    /// How much of the time that went by may be an error of the rate, which at first is measured over little.
    private static let rateTolerance = 0.02

    /// Compares both clocks, before any tick of after the last look is turned into time.
    ///
    /// CLOCK_MONOTONIC is right. After a jump what was recorded before it keeps its time, what comes later has the time
    /// that it is, and what was recorded between the two looks lies between the two. The rate stays.
    ///
    /// - Returns: the jump that there was since the last look, if there was one.
    package mutating func look(at now: Pair = Self.pair()) -> Jump? {
        let counted = Double(Int64(bitPattern: now.ticks &- last.ticks)) * measuredNanosecondsPerTick
        let passed = Double(Int64(bitPattern: now.monotonic &- last.monotonic))
        let before = last
        last = now
        guard abs(counted - passed) > Self.leastJump + Self.rateTolerance * passed else { return nil }
        let isBackwards = now.ticks < before.ticks
        let end = nanoseconds(before.ticks)
        let rate = before.ticks >= anchorTicks ? nanosecondsPerTick : earlierNanosecondsPerTick
        epoch = ClockEpoch(
            anchorTicks: anchorTicks, anchorNanoseconds: anchorNanoseconds, nanosecondsPerTick: rate,
            lastTicks: before.ticks, end: end,
            boundary: isBackwards ? now.ticks + (before.ticks - now.ticks) / 2 : nil)
        anchorTicks = now.ticks
        anchorNanoseconds = max(Int64(bitPattern: now.monotonic &- zero), end)
        nanosecondsPerTick = measuredNanosecondsPerTick
        earlierNanosecondsPerTick = measuredNanosecondsPerTick
        // As if the time between the two looks had not been: the rate is known from all the other time.
        firstTicks &+= now.ticks &- before.ticks
        firstMonotonic &+= now.monotonic &- before.monotonic
        return Jump(at: anchorNanoseconds, nanoseconds: Int64(counted - passed), isBackwards: isBackwards)
    }

    /// Whether ticks of before the counter began anew may still come.
    package var mayGoBack: Bool { epoch?.boundary != nil }

    /// Everything of before the last jump was turned into time.
    package mutating func forgetJump() { epoch = nil }
}
