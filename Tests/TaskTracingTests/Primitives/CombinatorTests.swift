import TaskTracing
import Testing

@Suite("gather")
struct GatherTests {
    private func delayed(_ value: Int, milliseconds: Int) -> TracedOperation<Int> {
        {
            try await Task.sleep(for: .milliseconds(milliseconds))
            return value
        }
    }

    @Test("Results follow the order of the arguments, not that of completion.")
    func order() async throws {
        let operations = [
            delayed(1, milliseconds: 20), delayed(2, milliseconds: 1), delayed(3, milliseconds: 5),
        ]
        #expect(try await gather(operations).value == [1, 2, 3])
        #expect(
            try await gather(operations.map { operation in Task { try await operation() } }).value == [
                1, 2, 3,
            ])
        let onLoop = try await EventLoop.run { loop in
            try await gather(operations.map { loop.createTask($0) }).value
        }
        #expect(onLoop == [1, 2, 3])
    }

    @Test("A gather of none is done at once, with an empty result.")
    func empty() throws {
        let none: [TracedFuture<Int>] = []
        let future = gather(none)
        #expect(try future.result().isEmpty)
    }

    @Test("A future that is given twice gives its result twice.")
    func duplicates() async throws {
        let future = TracedFuture<Int>()
        let both = gather([future, future])
        try future.setResult(7)
        #expect(try await both.value == [7, 7])
    }

    @Test("The first error is the result at once; the others go on, and their errors count as read.")
    func firstError() async throws {
        let lines = Happenings()
        try await EventLoop.run(logger: CapturingLogHandler.logger(lines)) { loop in
            let futures = (0..<3).map { _ in TracedFuture<Int>(loop: loop) }
            let all = gather(futures)
            try futures[1].setError(SomeError(number: 1))
            await #expect(throws: SomeError(number: 1)) { try await all.value }
            #expect(!futures[0].isDone && !futures[2].isDone)
            try futures[0].setResult(0)
            try futures[2].setError(SomeError(number: 2))
            try await Task.sleep(for: .milliseconds(1))
        }
        #expect(lines.all.isEmpty)
    }

    @Test("gatherResults keeps errors and cancellations as results.")
    func results() async throws {
        let futures = (0..<3).map { _ in TracedFuture<Int>() }
        let all = gatherResults(futures)
        try futures[0].setError(SomeError())
        futures[1].cancel()
        try futures[2].setResult(2)
        let results = try await all.value
        #expect(throws: SomeError()) { try results[0].get() }
        #expect(throws: CancellationError.self) { try results[1].get() }
        #expect(try results[2].get() == 2)
    }

    @Test("The cancellation of one fails the whole, but does not cancel it.")
    func childCancelled() async throws {
        let futures = (0..<2).map { _ in TracedFuture<Int>() }
        let all = gather(futures)
        futures[0].cancel()
        await #expect(throws: CancellationError.self) { try await all.value }
        #expect(!all.isCancelled && !futures[1].isDone)
    }

    @Test("Cancelling the whole cancels what is not done, and throws even where errors are results.")
    func cancelled() async throws {
        let futures = (0..<3).map { _ in TracedFuture<Int>() }
        try futures[0].setResult(0)
        let all = gatherResults(futures)
        #expect(all.cancel())
        await #expect(throws: CancellationError.self) { try await all.value }
        #expect(futures.map(\.isCancelled) == [false, true, true])
        #expect(!all.cancel())
    }
}

@Suite("asCompleted")
struct AsCompletedTests {
    @Test("The futures come in the order of their completion, each once.")
    func order() async throws {
        let futures = (0..<3).map { TracedFuture<Int>(name: "\($0)") }
        let completed = asCompleted([futures[0], futures[1], futures[0], futures[2]])
        try futures[2].setResult(2)
        var order: [TracedFuture<Int>] = []
        for try await future in completed {
            order.append(future)
            if order.count == 1 { try futures[0].setError(SomeError()) }
            if order.count == 2 { futures[1].cancel() }
        }
        #expect(order == [futures[2], futures[0], futures[1]])
        #expect(throws: SomeError()) { try futures[0].result() }
    }

    @Test("A loop's tasks come as they were given.")
    func loopTasks() async throws {
        let names = try await EventLoop.run { loop in
            let tasks = [("slow", 30), ("quick", 1)].map { name, milliseconds in
                loop.createTask(name: name) { try await Task.sleep(for: .milliseconds(milliseconds)) }
            }
            var names: [String] = []
            for try await task in asCompleted(tasks) { names.append(task.name) }
            return names
        }
        #expect(names == ["quick", "slow"])
    }

    @Test("Of none, none comes.")
    func empty() async throws {
        let none: [TracedFuture<Int>] = []
        for try await _ in asCompleted(none) { Issue.record("came") }
    }

    @Test("When the time is over, the sequence throws TimeoutError, and cancels nothing.")
    func timeout() async throws {
        let futures = (0..<2).map { _ in TracedFuture<Int>() }
        try futures[0].setResult(1)
        var done = 0
        await #expect(throws: TimeoutError()) {
            for try await _ in asCompleted(futures, timeout: .milliseconds(50)) { done += 1 }
        }
        #expect(done == 1)
        #expect(!futures[1].isDone)
    }
}

@Suite("wait")
struct WaitTests {
    @Test("A cancelled one does not end a wait for the first error.")
    func firstError() async throws {
        let futures = (0..<3).map { _ in TracedFuture<Int>() }
        let waiting = Task { try await wait(futures, until: .firstError) }
        futures[0].cancel()
        try await Task.sleep(for: .milliseconds(5))
        try futures[1].setError(SomeError())
        let (done, pending) = try await waiting.value
        #expect(done == [futures[0], futures[1]] && pending == [futures[2]])
        #expect(try futures[1].error() is SomeError)
        futures[2].cancel()
        let (rest, none) = try await wait([futures[0], futures[2]], until: .firstError)
        #expect(rest.count == 2 && none.isEmpty)
    }

    @Test("However it ends, a wait leaves no callback behind.")
    func leavesNothing() async throws {
        let futures = (0..<2).map { TracedFuture<Int>(name: "\($0)") }
        let before = futures.map(\.description)
        _ = try await wait(futures, timeout: .milliseconds(1))
        #expect(futures.map(\.description) == before)
        let cancelled = Task { try await wait(futures) }
        try await Task.sleep(for: .milliseconds(5))
        cancelled.cancel()
        _ = await cancelled.result
        #expect(futures.map(\.description) == before)
        try futures[0].setResult(1)
        _ = try await wait(futures, until: .firstCompleted)
        #expect(futures[1].description == before[1])
    }
}
