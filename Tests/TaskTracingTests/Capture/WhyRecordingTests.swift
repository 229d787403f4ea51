import TaskTracing
import Testing
import TraceReporting
import TraceStore

extension RecordingTests {
    @Suite("Why, of a recording")
    struct Why {
        private static var configuration: TaskTracingConfiguration {
            var configuration = TaskTracingConfiguration()
            configuration.findsSourceLines = false
            return configuration
        }

        private static func id(_ name: String, _ trace: TraceReader) throws -> Int64 {
            guard case .task(let id) = try TaskChoice(name, in: trace) else {
                Issue.record("no task '\(name)'")
                return 0
            }
            return id
        }

        @Test(
            "A wait for an answer is the sleep of the one who gave it; a wait for a lock that of its holder.")
        func recorded() async throws {
            let trace = try await TracedProgram.run(Self.configuration) {
                let orders = TracedQueue<Int>(name: "orders")
                let meal = TracedFuture<Int>(name: "meal")
                let stove = TracedLock(name: "stove")
                let cook = Task(name: "cook") {
                    let order = try await orders.get()
                    try await stove.withLock { try await Task.sleep(for: .milliseconds(60)) }
                    try meal.setResult(order)
                }
                let guest = Task(name: "guest") {
                    try orders.putNowait(1)
                    return try await meal.value
                }
                let helper = Task(name: "helper") {
                    while !stove.isLocked { try await Task.sleep(for: .milliseconds(1)) }
                    try await stove.withLock {}
                }
                _ = try await guest.value
                try await cook.value
                try await helper.value
            }
            for (name, waited) in [("guest", "meal"), ("helper", "stove")] {
                let why = try #require(try TaskWhy(trace, task: Self.id(name, trace)))
                #expect(why.path.segments.reduce(0) { $0 + $1.duration } == why.duration)
                // More than half of its life is the cook's sleep, told with its place.
                let sleep = try #require(
                    why.shares.first { $0.label == "cook" && $0.object == nil && $0.example.note == .timer })
                #expect(
                    sleep.total > why.duration / 3,
                    "\(name): \(why.lines(style: .plain).joined(separator: "\n"))")
                #expect(sleep.place.function?.contains("recorded") == true)
                let text = why.lines(style: .plain).joined(separator: "\n")
                #expect(text.contains("'\(waited)'") && text.contains("sleep"))
                #expect(!why.shares.contains { $0.example.kind == .unknown && $0.total > why.duration / 10 })
            }
        }
    }
}
