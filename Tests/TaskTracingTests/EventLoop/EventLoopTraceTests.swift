import TaskTracing
import Testing
import TraceStore

extension RecordingTests {
    @Test("What nobody could be told is in the trace with its words, and so is a slow callback of each kind.")
    func loopReports() async throws {
        let lines = Happenings()
        let clock = LateClock(delay: .zero)
        let trace = try await TracedProgram.run {
            try await EventLoop.run(
                name: "loop", debug: true, logger: CapturingLogHandler.logger(lines), clock: clock
            ) { loop in
                try loop.callSoon { throw SomeError() }
                try loop.callSoon { clock.pass(.milliseconds(100)) }
                await Task.yield()
                for _ in 0..<4 { try loop.callSoon { clock.pass(.milliseconds(50)) } }
                await Task.yield()
                await Task.yield()
            }
        }
        let exceptions = try trace.table(
            "SELECT object_name, text FROM marks WHERE kind = 'exception'")
        #expect(exceptions.count == 1)
        #expect(exceptions.first?.hasPrefix("loop|Exception in callback <Handle loopReports() at ") == true)
        #expect(exceptions.first?.hasSuffix(": SomeError(number: 0)") == true)
        let messages = try trace.table(
            "SELECT duration_ns / 1000000, message FROM slow_callbacks ORDER BY ended")
        #expect(messages.count == 2)
        #expect(messages.first?.hasPrefix("100|Executing <Handle loopReports()") == true)
        #expect(messages.last?.hasPrefix("200|Iteration of ") == true)
    }

    @Test("A callback with task-local values runs in a task of its own, by the name of a context.")
    func contextInTrace() async throws {
        let trace = try await TracedProgram.run {
            // The test itself runs with values of the testing library.
            try await Task.detached { try await calls() }.value
        }
        @Sendable func calls() async throws {
            try await EventLoop.run { loop in
                try TraceRequest.$number.withValue(1) {
                    for _ in 0..<3 { try loop.callSoon {} }
                }
                try loop.callSoon {}
                await Task.yield()
            }
        }
        #expect(try trace.number("SELECT count(*) FROM tasks WHERE name = 'context'") == 3)
        #expect(try trace.number("SELECT count(*) FROM callbacks WHERE kind = 'handle'") >= 4)
    }
}

private enum TraceRequest {
    @TaskLocal static var number = 0
}
