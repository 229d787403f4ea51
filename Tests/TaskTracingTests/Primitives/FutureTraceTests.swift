import TaskTracing
import Testing
import TraceStore

// Other tests run meanwhile: so the queries ask for what must be there.
extension RecordingTests {
    @Test(
        "The trace tells of a future who made it, who made it done, whom that woke, and when it called back.")
    func futureHistory() async throws {
        let line = Line()
        let trace = try await TracedProgram.run {
            try await EventLoop.run { loop in
                let answer = line.mark(TracedFuture<Int>(name: "traced answer"))
                let askers = (0..<3).map { number in
                    loop.createTask(name: "asker \(number)") { try await answer.value }
                }
                for name in ["first", "second"] { answer.addDoneCallback(name: name) { _ in } }
                await Task.yield()
                await Task.yield()
                askers[0].cancel()
                await #expect(throws: CancellationError.self) { try await askers[0].value }
                let answerer = loop.createTask(name: "answerer") { try answer.setResult(42) }
                try await answerer.value
                for asker in askers[1...] { #expect(try await asker.value == 42) }
                _ = TracedFuture<Int>(name: "traced cancelled").cancel()
                try? TracedFuture<Int>(name: "traced failed").setError(SomeError())
                _ = TracedFuture<Int>(name: "traced pending")
            }
        }
        #expect(
            try trace.table(
                """
                SELECT
                  name, line, outcome, by_name, callbacks, waiters_woken, pending_ns = done - created,
                  callback_latency_ns > 0, done_file
                FROM futures WHERE name = 'traced answer'
                """)
                == [
                    "traced answer|\(line.number)|result|answerer|2|2|1|1|TaskTracingTests/FutureTraceTests.swift"
                ])
        #expect(
            try trace.table(
                """
                SELECT name, outcome, done IS NULL FROM futures
                WHERE name IN ('traced cancelled', 'traced failed', 'traced pending') ORDER BY name
                """) == ["traced cancelled|cancelled|0", "traced failed|error|0", "traced pending|pending|1"])
        // The future of a task is done by the task.
        #expect(
            try trace.table("SELECT DISTINCT outcome, by_name FROM futures WHERE name = 'asker 1'")
                == ["result|asker 1"])
        #expect(
            try trace.table("SELECT DISTINCT outcome FROM futures WHERE name = 'asker 0'") == ["cancelled"])
    }

    @Test("A task that starts eagerly is in the trace as any other: what it makes is its own.")
    func eagerTask() async throws {
        let trace = try await TracedProgram.run {
            try await EventLoop.run { loop in
                let eager = loop.createTask(name: "traced eager", eagerly: true) {
                    let inner = loop.createTask(name: "traced inner") { 7 }
                    return try await inner.value
                }
                let sum = try await eager.value
                let immediate = loop.createTask(name: "traced immediate", eagerly: true) { 8 }
                let other = try await immediate.value
                #expect(sum + other == 15)
            }
        }
        #expect(
            try trace.table(
                """
                SELECT t.name, t.outcome, p.name FROM tasks t JOIN tasks p ON p.id = t.parent
                WHERE t.name IN ('traced eager', 'traced inner', 'traced immediate') ORDER BY t.name
                """
            )
            .map { $0.replacing(/EventLoop-\d+/, with: "EventLoop") } == [
                "traced eager|ok|EventLoop", "traced immediate|ok|EventLoop", "traced inner|ok|traced eager",
            ])
    }
}

/// Remembers on which line something was made.
private final class Line: Sendable {
    private let numbers = Happenings()

    var number: String { numbers.all.first ?? "" }

    func mark<Made>(_ made: Made, line: UInt = #line) -> Made {
        numbers.add("\(line)")
        return made
    }
}
