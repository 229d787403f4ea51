import TaskTracing
import Testing

@Suite("asyncio's wait", .timeLimit(.minutes(1)))
struct WaitTests {
    private static func sleeper(_ loop: EventLoop, _ milliseconds: Int) -> LoopTask<Void> {
        loop.createTask { try await nap(milliseconds) }
    }

    private static func failing(_ loop: EventLoop, after milliseconds: Int) -> LoopTask<Void> {
        loop.createTask {
            if milliseconds > 0 { try await nap(milliseconds) }
            throw DivisionError()
        }
    }

    /// Reads the error of one that has failed, which is reported otherwise.
    private static func errors(of done: [LoopTask<Void>]) throws -> [String] {
        try done.compactMap { try $0.future.error() }.map { String(describing: type(of: $0)) }
    }

    @Test("test_tasks.BaseTaskTests.test_wait: it waits for all, and again takes no time")
    func all() async throws {
        try await onLoop { loop in
            let first = Self.sleeper(loop, 2)
            let second = Self.sleeper(loop, 4)
            for _ in 0..<2 {
                let (done, pending) = try await wait([second, first])
                #expect(done == [second, first] && pending.isEmpty)
            }
        }
    }

    @Test("test_tasks.BaseTaskTests.test_wait_duplicate_coroutines: who is given twice counts once")
    func duplicates() async throws {
        try await onLoop { loop in
            let twice = loop.createTask { "test" }
            let (done, pending) = try await wait([twice, twice, loop.createTask { "spam" }])
            #expect(pending.isEmpty)
            #expect(try done.map { try $0.future.result() } == ["test", "spam"])
        }
    }

    @Test("test_tasks.BaseTaskTests.test_wait_errors: there must be something to wait for")
    func errors() async throws {
        try await onLoop { _ in
            await #expect(throws: InvalidValueError.self) { _ = try await wait(Set<TracedFuture<Int>>()) }
        }
    }

    @Test("test_tasks.BaseTaskTests.test_wait_invalid_args: also when it is given as an array")
    func invalidArguments() async throws {
        try await onLoop { _ in
            await #expect(throws: InvalidValueError.self) { _ = try await wait([LoopTask<Int>]()) }
        }
    }

    @Test("test_tasks.BaseTaskTests.test_wait_first_completed: it ends with the first, and cancels nothing")
    func firstCompleted() async throws {
        try await onLoop { loop in
            let slow = Self.sleeper(loop, 60_000)
            let quick = Self.sleeper(loop, 2)
            let (done, pending) = try await wait([slow, quick], until: .firstCompleted)
            #expect(done == [quick] && pending == [slow])
            #expect(!slow.isDone && quick.isDone)
            slow.cancel()
        }
    }

    @Test("test_tasks.BaseTaskTests.test_wait_really_done: who is done when it returns counts as done")
    func reallyDone() async throws {
        try await onLoop { loop in
            let first = TracedFuture<Void>()
            let second = TracedFuture<Void>()
            let waiting = loop.createTask { try await wait([second, first], until: .firstCompleted) }
            await turns(2)
            // Called after the callback by which the wait is told of the first, and before it goes on.
            first.addDoneCallback { _ in try second.setResult(()) }
            try first.setResult(())
            let (done, pending) = try await waiting.value
            #expect(done == [second, first] && pending.isEmpty)
        }
    }

    @Test("test_tasks.BaseTaskTests.test_wait_first_exception: an error ends it at once")
    func firstError() async throws {
        try await onLoop { loop in
            let slow = Self.sleeper(loop, 60_000)
            let failing = Self.failing(loop, after: 0)
            let (done, pending) = try await wait([failing, slow], until: .firstError)
            #expect(done == [failing] && pending == [slow])
            #expect(try Self.errors(of: done) == ["DivisionError"])
            slow.cancel()
        }
    }

    @Test("test_tasks.BaseTaskTests.test_wait_first_exception_in_wait: also one that comes later")
    func firstErrorLater() async throws {
        try await onLoop { loop in
            let slow = Self.sleeper(loop, 60_000)
            let failing = Self.failing(loop, after: 2)
            let (done, pending) = try await wait([failing, slow], until: .firstError)
            #expect(done == [failing] && pending == [slow])
            #expect(try Self.errors(of: done) == ["DivisionError"])
            slow.cancel()
        }
    }

    @Test("test_tasks.BaseTaskTests.test_wait_with_exception: waiting for all does not throw their errors")
    func withError() async throws {
        try await onLoop { loop in
            let sleeper = Self.sleeper(loop, 2)
            let failing = Self.failing(loop, after: 4)
            for _ in 0..<2 {
                let (done, pending) = try await wait([failing, sleeper])
                #expect(done.count == 2 && pending.isEmpty)
                #expect(try done.count { try $0.future.error() != nil } == 1)
            }
        }
    }

    @Test("test_tasks.BaseTaskTests.test_wait_with_timeout: when the time is over, it tells who is done")
    func withTimeout() async throws {
        try await onLoop { loop in
            let quick = Self.sleeper(loop, 2)
            let slow = Self.sleeper(loop, 60_000)
            let (done, pending) = try await wait([slow, quick], timeout: .milliseconds(20))
            #expect(done == [quick] && pending == [slow])
            #expect(!slow.isDone)
            slow.cancel()
        }
    }

    @Test("test_tasks.BaseTaskTests.test_wait_concurrent_complete: also who ends as the time does")
    func concurrentlyOver() async throws {
        try await onLoop { loop in
            let quick = TracedFuture<Void>()
            let slow = TracedFuture<Void>()
            // A timer of the same time, set before the wait's own.
            try loop.callLater(.milliseconds(5)) { try quick.setResult(()) }
            let (done, pending) = try await wait([slow, quick], timeout: .milliseconds(5))
            #expect(done == [quick] && pending == [slow])
        }
    }

    @Test("test_tasks.BaseTaskTests.test_wait_with_iterator_of_tasks: any sequence will do")
    func iterator() async throws {
        try await onLoop { loop in
            let tasks = [Self.sleeper(loop, 1), Self.sleeper(loop, 2)]
            var iterator = tasks.makeIterator()
            let (done, pending) = try await wait(AnySequence { AnyIterator { iterator.next() } })
            #expect(done == tasks && pending.isEmpty)
        }
    }

    @Test("test_tasks.BaseTaskTests.test_wait_generator: also one that makes the tasks as it goes")
    func generator() async throws {
        try await onLoop { loop in
            let tasks = (0..<10).lazy.map { number in loop.createTask { number } }
            let (done, pending) = try await wait(tasks, until: .allCompleted)
            #expect(try done.map { try $0.future.result() } == Array(0..<10))
            #expect(pending.isEmpty)
        }
    }

    @Test(
        "test_tasks.BaseTaskTests.test_yield_wait_does_not_shield_cancel: its cancellation leaves the task alone, and no callback behind"
    )
    func cancelled() async throws {
        try await onLoop { loop in
            let journal = Journal<String>()
            let waiter = TracedFuture<Void>()
            let inner = loop.createTask {
                try await waiter.value
                journal.add("inner")
            }
            let outer = loop.createTask {
                _ = try await wait([inner])
                journal.add("outer")
            }
            await turns(2)
            let waited = inner.description
            outer.cancel()
            await #expect(throws: CancellationError.self) { try await outer.value }
            #expect(inner.description != waited, "the callback is still there")
            try waiter.setResult(())
            try await inner.value
            #expect(journal.all == ["inner"])
        }
    }

    @Test(
        "test_tasks.BaseTaskTests.test_task_cancel_waiter_future: a task that waits for a future can be cancelled"
    )
    func waitingTask() async throws {
        try await onLoop { loop in
            let future = TracedFuture<Void>()
            let task = loop.createTask { try await waitFor(future, timeout: nil) }
            await turns(2)
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            #expect(future.isCancelled)
        }
    }
}
