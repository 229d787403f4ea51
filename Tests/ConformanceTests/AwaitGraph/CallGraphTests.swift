import TaskTracing
import TaskTracingTestKit
import Testing
import TraceReporting

/// Marks the moment that a test looks at.
private func look() { TracedEvent(name: "look").set() }

/// Who awaited whom when ``look()`` was called, of a piece of code.
private func graph(_ body: @escaping @Sendable () async throws -> Void) async throws -> AwaitGraph {
    var configuration = TaskTracingConfiguration.forTests
    configuration.recordsBacktraces = true
    let trace = try await InMemoryTrace.record(configuration: configuration) {
        try await Task(name: "root") { try await body() }.value
    }
    let moment = try #require(
        trace.rows("SELECT at FROM marks WHERE kind = 'event_set' AND object_name = 'look'").first?["at"])
    return try TaskMoment(trace.file.reader(), at: Int64(moment)).graph
}

extension AwaitGraph {
    /// The awaiters of a node: their names, and whether each of the functions is on the way.
    fileprivate func awaiters(of name: String, through functions: String...) throws -> [String] {
        let node = try #require(nodes.first { $0.name == name })
        return node.awaitedBy.compactMap { awaiter in
            let way = awaiter.frames.map(\.function)
            let isThere = functions.allSatisfy { function in way.contains { $0.contains(function) } }
            return isThere ? self.node(awaiter.node)?.name : nil
        }
    }
}

private func pause() async throws { try await Task.sleep(for: .milliseconds(2)) }

@Suite("The graph of calls")
struct CallGraphTests {
    @Test(
        "test_graph.CallStackTestBase.test_stack_task: a task is awaited by the functions that led to its await"
    )
    func task() async throws {
        @Sendable func outer() async throws {
            try await Task(name: "there there") {
                try await pause()
                look()
            }.value
        }
        let graph = try await graph { try await outer() }
        #expect(try graph.awaiters(of: "there there", through: "outer") == ["root"])
    }

    @Test(
        "test_graph.CallStackTestBase.test_stack_tgroup: a group's tasks are awaited by its maker and by each other"
    )
    func group() async throws {
        @Sendable func main() async throws {
            let awaited = Task(name: "awaited") {
                try await pause()
                look()
            }
            try await withThrowingTaskGroup { group in
                for number in 1...2 {
                    group.addTask(name: "member \(number)") { try await awaited.value }
                }
                try await group.waitForAll()
            }
        }
        let graph = try await graph { try await main() }
        #expect(try graph.awaiters(of: "awaited").sorted() == ["member 1", "member 2"])
        #expect(try graph.awaiters(of: "member 1", through: "main") == ["root"])
        #expect(try graph.awaiters(of: "member 2", through: "main") == ["root"])
    }

    @Test(
        "test_graph.CallStackTestBase.test_stack_future: a future is awaited by tasks, through their functions"
    )
    func future() async throws {
        @Sendable func inner(_ future: TracedFuture<Int>) async throws { _ = try await future.value }
        @Sendable func outer(_ future: TracedFuture<Int>) async throws { try await inner(future) }
        let graph = try await graph {
            let future = TracedFuture<Int>(name: "answer", loop: nil)
            let one = Task(name: "one") { try await outer(future) }
            let other = Task(name: "other") { try await inner(future) }
            try await Task.sleep(for: .milliseconds(50))
            look()
            try future.setResult(42)
            _ = try await (one.value, other.value)
        }
        #expect(try graph.awaiters(of: "future answer", through: "inner").sorted() == ["one", "other"])
        #expect(try graph.awaiters(of: "future answer", through: "inner", "outer") == ["one"])
    }

    @Test(
        "test_graph.CallStackTestBase.test_stack_gather: what is gathered is awaited by who awaits the whole")
    func gathered() async throws {
        @Sendable func deep() async throws {
            try await pause()
            look()
        }
        @Sendable func main() async throws {
            let one = Task(name: "one") { try await Task.sleep(for: .milliseconds(40)) }
            let other = Task(name: "other") { try await deep() }
            _ = try await gather([one, other]).value
        }
        let graph = try await graph { try await main() }
        // A Swift task is followed by one that makes its end that of a future.
        for name in ["one", "other"] {
            let follower = try #require(try graph.awaiters(of: name).first)
            #expect(follower.hasPrefix("following"))
            #expect(try graph.awaiters(of: follower, through: "main") == ["root"])
        }
    }

    @Test("test_graph.CallStackTestBase.test_stack_shield: a shielded task is awaited through its shield")
    func shielded() async throws {
        @Sendable func main() async throws {
            try await shield(name: "deep") {
                try await pause()
                look()
            }.value
        }
        let graph = try await graph { try await main() }
        #expect(try graph.awaiters(of: "deep", through: "main") == ["root"])
    }

    @Test(
        "test_graph.CallStackTestBase.test_stack_wait: all that a wait is for are awaited by the waiting task"
    )
    func waited() async throws {
        @Sendable func main() async throws {
            let loop = try #require(EventLoop.current)
            let tasks = ["c1", "c2"].map { name in
                loop.createTask(name: name) {
                    try await loop.sleep(for: .milliseconds(2))
                    if name == "c1" { look() } else { try await loop.sleep(for: .milliseconds(40)) }
                }
            }
            _ = try await wait(tasks)
        }
        let graph = try await graph {
            try await EventLoop.run { _ in try await main() }
        }
        for name in ["c1", "c2"] {
            #expect(try graph.awaiters(of: name, through: "main").count == 1)
        }
    }

    private struct Numbers: AsyncSequence, AsyncIteratorProtocol {
        var left = 1
        let waiting: Task<Void, any Error>

        func makeAsyncIterator() -> Numbers { self }

        mutating func next() async throws -> Int? {
            guard left > 0 else { return nil }
            left -= 1
            try await waiting.value
            return left
        }
    }

    @Test("test_graph.CallStackTestBase.test_stack_async_gen: a sequence's own function is on the way")
    func sequence() async throws {
        @Sendable func main() async throws {
            let waiting = Task(name: "waited for") {
                try await pause()
                look()
            }
            for try await _ in Numbers(waiting: waiting) {}
        }
        let graph = try await graph { try await main() }
        #expect(try graph.awaiters(of: "waited for", through: "next", "main") == ["root"])
    }

    @Test(
        "test_graph.CallStackTestBase.test_stack_timeout: what runs under a timeout is awaited like everything else"
    )
    func timeout() async throws {
        @Sendable func inner() async throws {
            try await Task(name: "inside") {
                try await pause()
                look()
            }.value
        }
        let graph = try await graph { try await withTimeout(.seconds(60)) { try await inner() } }
        #expect(try graph.awaiters(of: "inside", through: "inner").count == 1)
    }
}
