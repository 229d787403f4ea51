import Testing
import TraceCollector

@Suite("The trace's clock")
struct TraceClockTests {
    @Test("Measuring again does not move what was already told, nor set back what comes after it.")
    func measuringAgain() {
        let now = TraceClock.pair()
        // Its first measurement is off by a lot: 10 ms that the ticks do not show.
        var clock = TraceClock(
            zero: now.monotonic - 20_000_000, first: (now.ticks - 20_000_000, now.monotonic - 10_000_000))
        let latest = now.ticks
        let told = clock.nanoseconds(latest)
        let toldBefore = clock.nanoseconds(latest - 30_000_000)
        clock.recalibrate(after: latest, horizon: 100_000_000)
        #expect(clock.nanoseconds(latest) == told)
        // A record that comes late has the time that it would have had.
        #expect(abs(clock.nanoseconds(latest - 30_000_000) - toldBefore) <= 1)
        #expect(clock.nanoseconds(latest + 1000) > told)
    }
}
