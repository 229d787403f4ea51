import Testing
@testable import TraceCollector

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

    /// A counter of 2 GHz, and what time it is, in milliseconds since the trace began.
    private struct Machine {
        var ticks: UInt64 = 8_000_000_000_000
        var monotonic: UInt64 = 50_000_000_000

        var pair: TraceClock.Pair { (ticks, monotonic) }

        mutating func run(_ milliseconds: UInt64) {
            ticks += milliseconds * 2_000_000
            monotonic += milliseconds * 1_000_000
        }

        /// A clock that has been measured for some seconds, looked at just now.
        mutating func clock() -> TraceClock {
            let first = pair
            run(10)
            var clock = TraceClock(zero: first.monotonic, first: first, now: pair)
            for _ in 0..<50 {
                run(100)
                let jump = clock.look(at: pair)
                #expect(jump == nil)
                clock.recalibrate(after: ticks, horizon: 100_000_000, now: pair)
            }
            return clock
        }
    }

    private let start: Int64 = 5_010_000_000

    @Test("A counter that goes on while the machine sleeps: times before stay, and after it are the time.")
    func suspended() throws {
        var machine = Machine()
        var clock = machine.clock()
        let seen = machine.ticks
        machine.run(3)
        let beforeSleep = machine.ticks
        machine.ticks += 3_600_000 * 2_000_000
        machine.run(4)
        let found = clock.look(at: machine.pair)
        let jump = try #require(found)
        #expect(!jump.isBackwards)
        #expect(abs(jump.nanoseconds - 3_600_000_000_000) < 1000)
        #expect(abs(clock.nanoseconds(machine.ticks) - (start + 7_000_000)) < 1000)
        #expect(abs(clock.nanoseconds(seen) - start) < 1000)
        #expect(abs(clock.nanoseconds(seen - 100 * 2_000_000) - (start - 100_000_000)) < 1000)
        // Between the two looks nothing is sure but the order.
        #expect((start - 1000...start + 7_000_000).contains(clock.nanoseconds(beforeSleep)))
        #expect(clock.nanoseconds(machine.ticks - 2_000_000) > clock.nanoseconds(beforeSleep))
        // The rate is what it was.
        for _ in 0..<20 {
            machine.run(50)
            let jump = clock.look(at: machine.pair)
            #expect(jump == nil)
            clock.recalibrate(after: machine.ticks, horizon: 50_000_000, now: machine.pair)
        }
        #expect(abs(clock.nanosecondsPerTick - 0.5) < 1e-6)
        #expect(abs(clock.nanoseconds(machine.ticks) - (start + 1_007_000_000)) < 1000)
    }

    @Test("A counter that begins anew: what was recorded before it comes before, whenever it is read.")
    func restarted() throws {
        var machine = Machine()
        var clock = machine.clock()
        let seen = machine.ticks
        machine.run(3)
        let beforeSleep = machine.ticks
        machine.ticks = 1_000_000
        machine.run(4)
        let found = clock.look(at: machine.pair)
        let jump = try #require(found)
        #expect(jump.isBackwards && clock.mayGoBack)
        #expect(abs(clock.nanoseconds(machine.ticks) - (start + 7_000_000)) < 1000)
        #expect(abs(clock.nanoseconds(seen - 2_000_000) - (start - 1_000_000)) < 1000)
        #expect(clock.nanoseconds(beforeSleep) <= start + 1000)
        #expect(clock.nanoseconds(machine.ticks - 2_000_000) >= clock.nanoseconds(beforeSleep))
        machine.run(1000)
        clock.forgetJump()
        clock.recalibrate(after: machine.ticks - 1000, horizon: 50_000_000, now: machine.pair)
        #expect(abs(clock.nanosecondsPerTick - 0.5) < 1e-6)
        #expect(abs(clock.nanoseconds(machine.ticks) - (start + 1_007_000_000)) < 1000)
    }

    @Test(
        "A counter that stood still while time went by: the time is made good at once, and not told before.")
    func stoodStill() throws {
        var machine = Machine()
        var clock = machine.clock()
        let seen = machine.ticks
        machine.monotonic += 2_000_000_000
        machine.run(1)
        let found = clock.look(at: machine.pair)
        let jump = try #require(found)
        #expect(abs(jump.nanoseconds + 2_000_000_000) < 1000)
        #expect(abs(clock.nanoseconds(seen) - start) < 1000)
        #expect(abs(clock.nanoseconds(machine.ticks) - (start + 2_001_000_000)) < 1000)
    }

    @Test("A few milliseconds are no jump: they are worked off, and no time goes back.")
    func smallErrors() {
        var machine = Machine()
        var clock = machine.clock()
        machine.run(100)
        machine.monotonic -= 5_000_000
        let jump = clock.look(at: machine.pair)
        #expect(jump == nil)
        var latest = machine.ticks
        var told = clock.nanoseconds(latest)
        for _ in 0..<100 {
            clock.recalibrate(after: latest, horizon: 100_000_000, now: machine.pair)
            machine.run(100)
            let jump = clock.look(at: machine.pair)
            #expect(jump == nil)
            latest = machine.ticks
            #expect(clock.nanoseconds(latest) > told)
            told = clock.nanoseconds(latest)
        }
        let time = Int64(machine.monotonic - 50_000_000_000)
        #expect(abs(told - time) < 100_000)
    }

    @Test("A wall clock that was set and a machine that slept are told apart.")
    func machineClocks() {
        let start = MachineClocks(wall: 1_000_000_000_000, boot: 70_000_000_000, monotonic: 50_000_000_000)
        var now = start
        now.wall += 60_000_001_000
        now.boot += 60_000_000_000
        now.monotonic += 60_000_002_000
        #expect(now.change(since: start) == nil)
        now.wall += 30_000_000_000
        now.boot += 30_000_000_000
        #expect(now.change(since: start) == .init(suspended: 29_999_998_000, step: 0))
        now.wall -= 3_600_000_000_000
        #expect(now.change(since: start)?.step == -3_599_999_999_000)
    }
}
