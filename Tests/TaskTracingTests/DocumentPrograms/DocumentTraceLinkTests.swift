import DocumentPrograms
import TaskTracing
import Testing
import TraceStore

// Other tests run meanwhile, some of them the same programs: so the queries ask for what must be there.
extension RecordingTests {
    private func trace(ofProgram number: Int) async throws -> TraceReader {
        let program = try #require(DocumentPrograms.all.first { $0.number == number })
        return try await TracedProgram.run {
            try await program.run(timeScale: 0.05) { _ in }
            // A task that makes a future done has a few instructions to go then.
            try await Task.sleep(for: .milliseconds(100))
        }
    }

    @Test("Program 3 leaves its tasks, where they were made, the future's end, and its callback.")
    func futureProgram() async throws {
        let trace = try await trace(ofProgram: 3)
        #expect(
            try trace.table(
                """
                SELECT DISTINCT t.name, p.name, t.outcome, t.created_file
                FROM tasks t JOIN tasks p ON p.id = t.parent
                WHERE t.name = 'operationsub' AND t.created_file LIKE '%Program3%' AND t.file LIKE '%Program3%'
                """) == ["operationsub|operation|ok|DocumentPrograms/Program3Future.swift"])
        #expect(
            try trace.table(
                """
                SELECT DISTINCT kind, task_name, object_name FROM marks
                WHERE kind = 'future_resolve' AND object_name = 'operation future'
                """) == ["future_resolve|operationsub|operation future"])
        #expect(
            try trace.table(
                "SELECT DISTINCT kind FROM callbacks WHERE kind = 'done_callback' AND file LIKE '%Program3%'")
                == ["done_callback"])
    }

    @Test("Program 5 leaves the cancel, the task that threw, and the report of its error.")
    func cancelledFutureProgram() async throws {
        let trace = try await trace(ofProgram: 5)
        #expect(
            try trace.table(
                """
                SELECT DISTINCT task_name, object_name FROM marks
                WHERE kind = 'future_cancel' AND file LIKE '%Program5%'
                """) == ["operation|operation future"])
        #expect(
            try trace.table(
                """
                SELECT DISTINCT outcome FROM tasks WHERE name = 'operationsub' AND created_file LIKE '%Program5%'
                """) == ["threw"])
        #expect(
            try trace.table(
                """
                SELECT DISTINCT object_name, text FROM marks
                WHERE kind = 'never_retrieved' AND file LIKE '%Program5%'
                """) == ["operationsub|Task exception was never retrieved: InvalidStateError(invalid state)"])
    }

    @Test("Program 6 leaves the wait at its line, and that the task which set the event ended it.")
    func eventProgram() async throws {
        let trace = try await trace(ofProgram: 6)
        #expect(
            try trace.table(
                """
                SELECT DISTINCT t.name, w.name, a.file, a.function
                FROM awaits a JOIN tasks t ON t.id = a.task JOIN tasks w ON w.id = a.waker_task
                WHERE a.reason = 'event' AND a.file LIKE '%Program6%'
                """) == ["operationsub|operation|DocumentPrograms/Program6Event.swift|operationSub(_:)"])
        #expect(
            try trace.table(
                "SELECT DISTINCT kind, task_name FROM marks WHERE object_name = 'operation event' ORDER BY kind"
            )
                == ["event_set|operation", "event_wait|operationsub"])
    }

    @Test("Program 7 leaves each put and get, by its task and with the time in the queue.")
    func queueProgram() async throws {
        let trace = try await trace(ofProgram: 7)
        #expect(
            try trace.table(
                """
                SELECT DISTINCT o.operation, t.name, o.depth, o.dwell_ns > 0
                FROM queue_operations o JOIN tasks t ON t.id = o.task
                WHERE o.queue_name = 'operation queue' ORDER BY o.operation
                """) == ["get|operationsub|0|1", "put|operation|1|-"])
        #expect(
            try trace.number(
                "SELECT count(*) >= 6 FROM queue_operations WHERE queue_name = 'operation queue'") == 1)
    }
}
