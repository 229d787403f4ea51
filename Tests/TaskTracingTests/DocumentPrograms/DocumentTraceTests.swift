import DocumentPrograms
import TaskTracing
import Testing
import TraceStore

extension RecordingTests {
    @Test("Every happening of the documents' programs is found in their trace by SQL.")
    func documentPrograms() async throws {
        let trace = try await TracedProgram.run {
            for program in DocumentPrograms.all { try await program.run(timeScale: 0.05) { _ in } }
        }
        // Programs 1 and 2 start test1 and test2; 3 to 7 an operation and an operationsub each.
        #expect(
            try trace.table(
                """
                SELECT name, count(*) FROM tasks WHERE name IN ('test1', 'test2', 'operation', 'operationsub')
                GROUP BY 1 ORDER BY 1
                """) == ["operation|5", "operationsub|5", "test1|2", "test2|2"])
        #expect(
            try trace.table(
                """
                SELECT kind, count(*) FROM events WHERE kind IN ('task_start', 'task_end') AND task_name = 'test1'
                GROUP BY 1 ORDER BY 1
                """) == ["task_end|2", "task_start|2"])
        #expect(
            try trace.number(
                """
                SELECT count(*) FROM awaits a JOIN tasks t ON t.id = a.task
                WHERE t.name IN ('test1', 'test2') AND a.reason = 'sleep'
                """) == 4)
        // 2: a done callback for each of the two futures; 3 to 5: stop_operation.
        #expect(try trace.number("SELECT count(*) FROM callback WHERE kind = 3") >= 5)
        // 4 and 5 cancel a future; in 5 it is set all the same, and nobody retrieves that error.
        #expect(try trace.number("SELECT count(*) FROM events WHERE kind = 'future_cancel'") == 2)
        #expect(try trace.number("SELECT count(*) FROM events WHERE kind = 'never_retrieved'") == 1)
        // 6: the event is waited for, then set.
        #expect(
            try trace.table("SELECT kind FROM events WHERE kind LIKE 'event%' ORDER BY at") == [
                "event_wait", "event_set",
            ])
        #expect(try trace.number("SELECT count(*) FROM awaits WHERE reason = 'event'") == 1)
        // 7: three lists go through the queue, each got after it was put.
        #expect(
            try trace.table(
                """
                SELECT operation, count(*), min(depth) FROM queue_operations GROUP BY 1 ORDER BY 1
                """) == ["get|3|0", "put|3|1"])
        #expect(try trace.number("SELECT count(*) FROM queue_operations WHERE dwell_ns > 0") == 3)
        #expect(try trace.number("SELECT count(*) FROM losses") == 0)
        // The runtime's helper tasks of Task.sleep are not the program's.
        #expect(try trace.table("SELECT function FROM tasks WHERE function LIKE '%sleep%until%'") == [])
    }
}
