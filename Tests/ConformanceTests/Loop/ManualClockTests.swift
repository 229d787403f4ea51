import TaskTracing
import TaskTracingTestKit
import Testing

@Suite("ManualClock")
struct ManualClockTests {
    @Test(
        "A loop that sleeps goes on when its clock is moved to the next timer, and not before.",
        .timeLimit(.minutes(1)))
    func advance() async throws {
        let clock = ManualClock()
        let elapsed = Journal<Duration>()
        let loop = EventLoop(clock: clock)
        for seconds in [3, 1, 2] {
            try loop.callLater(.seconds(seconds)) {
                elapsed.add(clock.elapsed)
                if seconds == 3 { loop.stop() }
            }
        }
        let running = Task { try await loop.runForeverOnThread() }
        for count in 1...3 {
            clock.advance(by: .seconds(1))
            while elapsed.all.count < count { try await Task.sleep(for: .milliseconds(1)) }
            #expect(elapsed.all.count == count)
        }
        try await running.value
        try loop.close()
        #expect(elapsed.all == [.seconds(1), .seconds(2), .seconds(3)])
        clock.advance(by: .seconds(-1))
        #expect(clock.elapsed == .seconds(3))
    }

    @Test("With a clock that jumps, an hour of timers and sleeps takes no time.", .timeLimit(.minutes(1)))
    func jump() async throws {
        let clock = ManualClock(.jumpsToTimers)
        let began = ContinuousClock.now
        try await EventLoop.run(clock: clock) { loop in
            for _ in 0..<60 { try await loop.sleep(for: .seconds(60)) }
        }
        #expect(clock.elapsed == .seconds(3600))
        #expect(began.duration(to: .now) < .seconds(60))
    }
}
