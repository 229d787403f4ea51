import TaskTracing
import Testing
import TraceReporting
import TraceStore

extension RecordingTests {
    @Test("Timeouts leave their name, their place, whose they were, how they ended and whom they cancelled.")
    func timeouts() async throws {
        let trace = try await TracedProgram.run {
            let task = Task(name: "timed") {
                try? await withTimeout(.milliseconds(5), name: "short") {
                    try await Task.sleep(for: .seconds(60))
                }
                try await withTimeout(.seconds(60), name: "long") { timeout in
                    try timeout.reschedule(after: .seconds(90))
                    try timeout.reschedule(to: nil)
                }
                try await withTimeout(nil, name: "none") { await Task.yield() }
                _ = Timeout(after: .seconds(1), name: "idle")
            }
            try await task.value
        }
        #expect(
            try trace.table(
                """
                SELECT name, task_name, outcome, delay_ns / 1000000000, reschedules, expired > entered,
                  ended >= entered, file FROM timeouts
                WHERE name IN ('short', 'long', 'none', 'idle') ORDER BY created
                """) == [
                    "short|timed|expired|0|0|1|1|TaskTracingTests/CombinatorTraceTests.swift",
                    "long|timed|finished|59|2|-|1|TaskTracingTests/CombinatorTraceTests.swift",
                    "none|timed|finished|-|0|-|1|TaskTracingTests/CombinatorTraceTests.swift",
                    "idle|-|created|-|0|-|-|TaskTracingTests/CombinatorTraceTests.swift",
                ])
        // It is the child that was cancelled, and its cancellation is in the trace.
        #expect(
            try trace.table(
                """
                SELECT t.parent = o.task, t.outcome, count(c.at) > 0 FROM timeouts o
                JOIN tasks t ON t.id = o.cancelled_task JOIN cancellations c ON c.task = t.id
                WHERE o.name = 'short'
                """) == ["1|cancelled|1"])
        // Nobody else was: timers are no tasks.
        #expect(
            try trace.number(
                "SELECT count(*) FROM tasks WHERE outcome = 'cancelled' AND created_file LIKE '%CombinatorTrace%'"
            )
                == 0)
    }

    @Test("A cancelled shield leaves who was spared, and by whom the cancellation came.")
    func spared() async throws {
        let trace = try await TracedProgram.run {
            let isOver = TracedEvent()
            let saving = TracedFuture(name: "saving", loop: nil) { try await isOver.wait() }
            let waiting = Task(name: "waiting") { try await shield(saving, name: "screen").value }
            let canceller = Task(name: "canceller") {
                try await Task.sleep(for: .milliseconds(5))
                waiting.cancel()
            }
            _ = await (waiting.result, canceller.result)
            isOver.set()
            try await saving.value
            // The task has a few instructions to go when its future is done.
            try await Task.sleep(for: .milliseconds(100))
        }
        #expect(
            try trace.table(
                "SELECT future_name, shield_name, by_name, file FROM spared_cancellations WHERE shield_name = 'screen'"
            ) == ["saving|screen|canceller|TaskTracingTests/CombinatorTraceTests.swift"])
        #expect(
            try trace.table("SELECT DISTINCT outcome FROM tasks WHERE name = 'saving'") == ["ok"])
    }

    @Test("The error of one whose shield was cancelled is in the trace, with its words.")
    func shieldedError() async throws {
        let trace = try await TracedProgram.run {
            let future = TracedFuture<Int>(name: "shielded", loop: nil)
            shield(future).cancel()
            try future.setError(SomeError(number: 7))
            try await Task.sleep(for: .milliseconds(5))
        }
        let rows = try trace.table(
            "SELECT text FROM marks WHERE kind = 'exception' AND object_name = 'shielded'")
        #expect(rows == ["SomeError exception in shielded future: SomeError(number: 7)"])
    }
}
