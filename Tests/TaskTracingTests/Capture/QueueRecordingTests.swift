import TaskTracing
import Testing
import TraceReporting
import TraceStore

extension RecordingTests {
    @Suite("Queues in a recording")
    struct Queues {
        private static var configuration: TaskTracingConfiguration {
            var configuration = TaskTracingConfiguration()
            configuration.findsSourceLines = false
            return configuration
        }

        /// Waits until as many tasks wait at the queue as its description says.
        private static func until<Element>(_ queue: TracedQueue<Element>, _ words: String) async throws {
            while !queue.description.contains(words) { try await Task.sleep(for: .milliseconds(1)) }
        }

        @Test("An item tells who put it, how long he was blocked, who got it, and how long it lay there.")
        func items() async throws {
            let trace = try await TracedProgram.run(Self.configuration) {
                let queue = TracedQueue<Int>(name: "jobs", maxSize: 1, describingItems: { "job \($0)" })
                let putter = Task(name: "putter") { try await queue.put(contentsOf: 1...2) }
                try await Self.until(queue, "putters=1")
                let getter = Task(name: "getter") { for _ in 0..<2 { _ = try await queue.get() } }
                try await putter.value
                try await getter.value
            }
            #expect(
                try trace.table(
                    """
                    SELECT queue_name, item, put_by_name, got_by_name, item_text, blocked_ns > 0, dwell_ns >= 0
                    FROM queue_items ORDER BY item
                    """) == ["jobs|1|putter|getter|job 1|-|1", "jobs|2|putter|getter|job 2|1|1"])
            // The wait for room ends between the get that makes room and the put.
            #expect(
                try trace.table(
                    """
                    SELECT waker_name, a.at + a.duration_ns BETWEEN first.got_at AND second.put_at
                    FROM awaits a JOIN queue_items first ON first.item = 1 JOIN queue_items second ON second.item = 2
                    WHERE reason = 'queue_put'
                    """) == ["getter|1"])
            #expect(
                try trace.table("SELECT operation, depth FROM queue_operations ORDER BY at")
                    == ["put|1", "get|0", "put|1", "get|0"])
        }

        @Test("A put wakes who waits to get; the item lies in the queue until he gets it.")
        func wakes() async throws {
            let trace = try await TracedProgram.run(Self.configuration) {
                let queue = TracedQueue<Int>(name: "jobs")
                let getter = Task(name: "getter") { for try await _ in queue {} }
                try await Self.until(queue, "getters=1")
                await Task(name: "putter") { try? queue.putNowait(7) }.value
                try await Self.until(queue, "getters=1")
                await Task(name: "closer") { queue.shutDown() }.value
                try await getter.value
            }
            #expect(
                try trace.table(
                    "SELECT task_name, waker_name FROM awaits WHERE reason = 'queue_get' ORDER BY at")
                    == ["getter|putter", "getter|closer"])
            #expect(
                try trace.table("SELECT task_name, operation, depth FROM queue_operations ORDER BY at")
                    == ["putter|put|1", "getter|get|0"])
        }

        @Test(
            "A shutdown is recorded, with its place, and whether it dropped what was there; one without effect is not."
        )
        func shutDown() async throws {
            let line = #line + 4
            let trace = try await TracedProgram.run(Self.configuration) {
                let queue = TracedQueue<Int>(name: "jobs")
                try queue.putNowait(1)
                queue.shutDown()
                queue.shutDown()
                queue.shutDown(immediately: true)
                queue.shutDown(immediately: true)
            }
            #expect(
                try trace.table(
                    "SELECT object_name, value, line FROM marks WHERE kind = 'queue_shut_down' ORDER BY at")
                    == ["jobs|0|\(line)", "jobs|1|\(line + 2)"])
            #expect(try trace.table("SELECT item, got_at FROM queue_items") == ["1|-"])
        }

        @Test("Batches are recorded item by item, and a join as a wait.")
        func batches() async throws {
            let trace = try await TracedProgram.run(Self.configuration) {
                let queue = TracedQueue<Int>(name: "jobs", order: .lastInFirstOut)
                try await queue.put(contentsOf: 1...3)
                let joiner = Task(name: "joiner") { try await queue.join() }
                try await Self.until(queue, "joiners=1")
                #expect(try await queue.getAll() == [3, 2, 1])
                for _ in 0..<3 { try queue.taskDone() }
                try await joiner.value
            }
            #expect(
                try trace.table(
                    "SELECT item, depth FROM queue_operations WHERE operation = 'get' ORDER BY at")
                    == ["3|2", "2|1", "1|0"])
            #expect(
                try trace.table("SELECT task_name FROM awaits WHERE reason = 'queue_join'") == ["joiner"])
        }
    }
}
