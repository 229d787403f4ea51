import Logging
import TaskTracing
import Testing

@Suite("asyncio's gather", .timeLimit(.minutes(1)))
struct GatherTests {
    /// Sets three futures one after the other, and looks at what gathers them.
    private func success<Collected: Sendable>(
        _ gather: @escaping @Sendable ([TracedFuture<Int>]) -> TracedFuture<Collected>,
        _ values: @escaping @Sendable (Collected) throws -> [Int]
    ) async throws {
        try await onLoop { _ in
            let futures = (0..<3).map { _ in TracedFuture<Int>() }
            let all = gather(futures)
            let calls = Journal<TracedFuture<Collected>>()
            all.addDoneCallback { calls.add($0) }
            try futures[1].setResult(1)
            try futures[0].setResult(2)
            await turns(2)
            #expect(calls.all.isEmpty && !all.isDone)
            try futures[2].setResult(3)
            await turns(2)
            #expect(calls.all == [all])
            #expect(try values(try all.result()) == [2, 1, 3])
        }
    }

    @Test("test_tasks.GatherTestsBase.test_success: the results follow the arguments")
    func success() async throws {
        try await success({ gather($0) }, { $0 })
        // As operations, each in a task of its own.
        try await success(
            { futures in
                gather(futures.map { future -> TracedOperation<Int> in { try await future.value } })
            }, { $0 })
    }

    @Test("test_tasks.GatherTestsBase.test_result_exception_success: also where errors would be results")
    func successOfResults() async throws {
        try await success({ gatherResults($0) }, { try $0.map { try $0.get() } })
        try await success(
            { futures in
                gatherResults(futures.map { future -> TracedOperation<Int> in { try await future.value } })
            }, { try $0.map { try $0.get() } })
    }

    @Test("test_tasks.GatherTestsBase.test_one_exception: the first error ends it at once")
    func oneError() async throws {
        try await onLoop { loop in
            let reports = recordingExceptions(of: loop)
            do {
                let futures = (0..<5).map { _ in TracedFuture<Int>() }
                let all = gather(futures)
                let calls = Journal<TracedFuture<[Int]>>()
                all.addDoneCallback { calls.add($0) }
                try futures[0].setResult(1)
                try futures[1].setError(SomeError())
                await turns(2)
                #expect(calls.all == [all])
                #expect(try all.error() is SomeError)
                try futures[2].setResult(3)
                futures[3].cancel()
                try futures[4].setError(DivisionError())
                await turns(2)
            }
            await turns(2)
            #expect(reports.all.isEmpty)
        }
    }

    @Test("test_tasks.GatherTestsBase.test_return_exceptions: errors can be results")
    func errorsAsResults() async throws {
        try await onLoop { _ in
            let futures = (0..<4).map { _ in TracedFuture<Int>() }
            let all = gatherResults(futures)
            let calls = Journal<String>()
            all.addDoneCallback { _ in calls.add("called") }
            try futures[1].setResult(1)
            try futures[2].setError(DivisionError())
            try futures[0].setResult(3)
            await turns(2)
            #expect(!all.isDone)
            try futures[3].setError(SomeError())
            await turns(2)
            #expect(calls.all == ["called"])
            let results = try all.result()
            #expect(try results[..<2].map { try $0.get() } == [3, 1])
            #expect(throws: DivisionError.self) { try results[2].get() }
            #expect(throws: SomeError.self) { try results[3].get() }
        }
    }

    @Test(
        "test_tasks.FutureGatherTests.test_constructor_empty_sequence_use_running_loop: of none, it is done, on the running loop"
    )
    func empty() async throws {
        try await onLoop { loop in
            let all = gather([TracedFuture<Int>]())
            #expect(all.loop === loop)
            let value = try all.result().isEmpty
            #expect(value)
        }
    }

    @Test(
        "test_tasks.FutureGatherTests.test_constructor_homogenous_futures: it belongs to the loop of its futures"
    )
    func loopOfFutures() async throws {
        let other = EventLoop()
        defer { try? other.close() }
        try await onLoop { _ in
            let futures = (0..<3).map { _ in TracedFuture<Int>(loop: other) }
            for _ in 0..<2 {
                let all = gather(futures)
                #expect(all.loop === other)
                #expect(!all.isDone)
            }
        }
    }

    @Test(
        "test_tasks.FutureGatherTests.test_one_cancellation: the cancellation of one is an error of the whole"
    )
    func oneCancellation() async throws {
        try await onLoop { _ in
            let futures = (0..<5).map { _ in TracedFuture<Int>() }
            let all = gather(futures)
            let calls = Journal<TracedFuture<[Int]>>()
            all.addDoneCallback { calls.add($0) }
            try futures[0].setResult(1)
            futures[1].cancel()
            await turns(2)
            #expect(calls.all == [all])
            #expect(!all.isCancelled)
            #expect(try all.error() is CancellationError)
            try futures[2].setResult(3)
            futures[3].cancel()
            try futures[4].setError(SomeError())
            #expect(try futures[4].error() is SomeError)
        }
    }

    @Test(
        "test_tasks.FutureGatherTests.test_result_exception_one_cancellation: and a result, where errors are")
    func cancellationsAsResults() async throws {
        try await onLoop { _ in
            let futures = (0..<6).map { _ in TracedFuture<Int>() }
            let all = gatherResults(futures)
            try futures[0].setResult(1)
            try futures[1].setError(DivisionError())
            futures[2].cancel()
            await turns(2)
            #expect(!all.isDone)
            try futures[3].setResult(3)
            futures[4].cancel()
            try futures[5].setError(SomeError())
            let results = try await all.value.map { result in
                switch result {
                case .success(let value): "\(value)"
                case .failure(let error): "\(type(of: error))"
                }
            }
            #expect(
                results == ["1", "DivisionError", "CancellationError", "3", "CancellationError", "SomeError"])
        }
    }

    @Test(
        "test_tasks.CoroutineGatherTests.test_constructor_use_running_loop: operations run on the running loop"
    )
    func operations() async throws {
        try await onLoop { loop in
            let operation: TracedOperation<Bool> = { EventLoop.current === loop }
            let all = gather([operation, operation])
            #expect(all.loop === loop)
            let value = try await all.value
            #expect(value == [true, true])
        }
    }

    @Test("test_tasks.CoroutineGatherTests.test_duplicate_coroutines: who is given more than once runs once")
    func duplicates() async throws {
        try await onLoop { loop in
            let runs = Journal<String>()
            let abc = loop.createTask {
                runs.add("abc")
                return "abc"
            }
            let all = gather([abc, abc, loop.createTask { "def" }, abc])
            let value = try await all.value
            #expect(value == ["abc", "abc", "def", "abc"])
            #expect(runs.all == ["abc"])
        }
    }

    @Test(
        "test_tasks.CoroutineGatherTests.test_cancellation_broadcast: the cancellation of the whole cancels all"
    )
    func broadcast() async throws {
        try await onLoop { loop in
            let journal = Journal<String>()
            let waiter = TracedFuture<Void>()
            let children = (0..<2).map { _ in
                loop.createTask {
                    try await waiter.value
                    journal.add("inner")
                }
            }
            let all = Journal<TracedFuture<[Void]>>()
            let outer = loop.createTask {
                let gathered = gather(children)
                all.add(gathered)
                _ = try await waitFor(gathered, timeout: nil)
                journal.add("outer")
            }
            await turns(2)
            #expect(outer.cancel())
            await #expect(throws: CancellationError.self) { try await outer.value }
            #expect(!all.all[0].cancel())
            #expect(children.map(\.isCancelled) == [true, true])
            await turns()
            #expect(journal.all.isEmpty)
        }
    }

    @Test("test_tasks.CoroutineGatherTests.test_exception_marking: errors that come later are not reported")
    func laterErrors() async throws {
        try await onLoop { loop in
            let reports = recordingExceptions(of: loop)
            let futures = (0..<2).map { _ in TracedFuture<Void>() }
            let task = loop.createTask {
                let operations = futures.map { future -> TracedOperation<Void> in
                    {
                        try await future.value
                        throw SomeError()
                    }
                }
                _ = try await gather(operations).value
            }
            await turns(2)
            try futures[0].setResult(())
            await turns(3)
            try futures[1].setResult(())
            await #expect(throws: SomeError()) { try await task.value }
            await turns(3)
            #expect(reports.all.isEmpty)
        }
    }

    @Test("test_tasks.BaseTaskTests.test_cancel_gather_1: what is about to be done refuses to be cancelled")
    func tooLateToCancel() async throws {
        try await onLoop { _ in
            let answers = Journal<Bool>()
            for _ in 0..<2 {
                let child = TracedFuture<Int>()
                let gathered = Journal<TracedFuture<[Int]>>()
                // Called before the gather's own callback: the child is done, and the gather about to be.
                child.addDoneCallback { _ in answers.add(gathered.all[0].cancel()) }
                let all = gather([child])
                gathered.add(all)
                try child.setResult(42)
                #expect(try await all.value == [42])
                #expect(!all.isCancelled)
            }
            #expect(answers.all == [false, false])
        }
    }

    @Test(
        "test_tasks.BaseTaskTests.test_cancel_gather_2: a cancellation is thrown even where errors are results"
    )
    func cancelResults() async throws {
        try await onLoop { loop in
            let task = loop.createTask {
                while true {
                    let sleeper: TracedFuture<Void> = loop.createTask { try await nap(5) }.future
                    _ = try await waitFor(gatherResults([sleeper]), timeout: nil)
                }
            }
            try await nap(12)
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            let future = TracedFuture<Int>()
            let all = gatherResults([future])
            #expect(all.cancel(message: "my message"))
            #expect(future.cancellationMessage == "my message")
            await #expect(throws: CancellationError.self) { _ = try await all.value }
        }
    }
}
