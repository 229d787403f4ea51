import TaskTracing
import Testing

@Suite("The clock of an event loop")
struct EventLoopClockTests {
    @Test("In debug mode, a sleep that lasts much longer than the next timer allows is reported.")
    func slowPolling() async throws {
        for (delay, isReported) in [(Duration.milliseconds(100), true), (.milliseconds(99), false)] {
            let lines = Happenings()
            try await EventLoop.run(
                debug: true, logger: CapturingLogHandler.logger(lines), clock: LateClock(delay: delay)
            ) { loop in
                try await loop.sleep(for: .milliseconds(50))
            }
            #expect(
                lines.all == (isReported ? ["warning: Polling for 0.050 seconds took 0.150 seconds"] : []))
        }
    }

    @Test("In debug mode, an iteration that takes long by many short callbacks is reported, once.")
    func slowIteration() async throws {
        let lines = Happenings()
        let clock = LateClock(delay: .zero)
        try await EventLoop.run(debug: true, logger: CapturingLogHandler.logger(lines), clock: clock) {
            loop in
            for _ in 0..<5 { try loop.callSoon { clock.pass(.milliseconds(20)) } }
            await Task.yield()
            // One that is reported by itself does not make its iteration slow.
            try loop.callSoon { clock.pass(.milliseconds(100)) }
            await Task.yield()
            await Task.yield()
        }
        #expect(lines.all.count == 2)
        #expect(lines.all.first?.hasSuffix("callbacks took 0.100 seconds") == true)
        #expect(lines.all.first?.hasPrefix("warning: Iteration of ") == true)
        #expect(lines.all.last?.hasPrefix("warning: Executing <Handle slowIteration()") == true)
    }

    @Test("A callback at the threshold is slow, one just below it is not.")
    func threshold() async throws {
        for (duration, isReported) in [(Duration.milliseconds(100), true), (.microseconds(99_999), false)] {
            let lines = Happenings()
            let clock = LateClock(delay: .zero)
            try await EventLoop.run(debug: true, logger: CapturingLogHandler.logger(lines), clock: clock) {
                loop in
                try loop.callSoon { clock.pass(duration) }
                await Task.yield()
                await Task.yield()
            }
            #expect(lines.all.count == (isReported ? 1 : 0))
            if isReported { #expect(lines.all.first?.hasSuffix("> took 0.100 seconds") == true) }
        }
    }

    @Test(
        "A sleep ends by its timer, by the cancellation of its task, or with its loop.",
        .timeLimit(.minutes(1)))
    func sleeping() async throws {
        try await EventLoop.run(clock: LateClock(delay: .zero)) { loop in
            let began = loop.time()
            try await loop.sleep(for: .seconds(1000))
            #expect(began.duration(to: loop.time()) == .seconds(1000))
        }
        try await EventLoop.run { loop in
            let sleeping = loop.createTask { try await loop.sleep(for: .seconds(1000)) }
            await Task.yield()
            sleeping.cancel()
            await #expect(throws: CancellationError.self) { try await sleeping.value }
            let turns = Happenings()
            try loop.callSoon { turns.add("callback") }
            try await loop.sleep(for: .zero)
            #expect(turns.all == ["callback"])
        }
    }
}
