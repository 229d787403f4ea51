import TaskTracing
import Testing

@Suite("asyncio's as_completed", .timeLimit(.minutes(1)))
struct AsCompletedTests {
    private func delayed<Value: Sendable>(_ milliseconds: Int, _ value: Value) -> TracedOperation<Value> {
        {
            try await nap(milliseconds)
            return value
        }
    }

    /// The results of a sequence, by one of its two ways.
    private enum Way: CaseIterable {
        case sources
        case results

        func values<Source: TracedAwaitable>(
            of completed: CompletionSequence<Source>, atMost count: Int = .max
        ) async throws -> [Source.Value] {
            var values: [Source.Value] = []
            switch self {
            case .sources:
                for try await source in completed {
                    values.append(try source.future.result())
                    if values.count == count { break }
                }
            case .results:
                for next in completed.results {
                    values.append(try await next())
                    if values.count == count { break }
                }
            }
            return values
        }
    }

    @Test("test_tasks.BaseTaskTests.test_as_completed: the results come in the order of completion")
    func order() async throws {
        try await onLoop { _ in
            for way in Way.allCases {
                let values = try await way.values(
                    of: asCompleted([delayed(3, "b"), delayed(40, "c"), delayed(1, "a")]))
                #expect(values == ["a", "b", "c"])
            }
        }
    }

    @Test(
        "test_tasks.BaseTaskTests.test_as_completed_same_tasks_in_as_out: iterated, it gives the tasks themselves"
    )
    func sameTasks() async throws {
        try await onLoop { loop in
            let tasks = (0..<4).map { number in loop.createTask { number } }
            var out: Set<LoopTask<Int>> = []
            for try await task in asCompleted(tasks) { out.insert(task) }
            #expect(out == Set(tasks))
        }
    }

    @Test(
        "test_tasks.BaseTaskTests.test_as_completed_with_timeout: when the time is over, TimeoutError, and none is cancelled"
    )
    func timeout() async throws {
        try await onLoop { loop in
            let quick = loop.createTask(delayed(1, "a"))
            let slow = loop.createTask(delayed(60_000, "b"))
            let journal = Journal<String>()
            await #expect(throws: TimeoutError()) {
                for try await task in asCompleted([slow, quick], timeout: .milliseconds(20)) {
                    journal.add(try await task.value)
                }
            }
            for next in asCompleted([slow, quick], timeout: .milliseconds(20)).results {
                do { journal.add(try await next()) } catch is TimeoutError { journal.add("over") }
            }
            #expect(journal.all == ["a", "a", "over"])
            #expect(!slow.isDone)
            slow.cancel()
        }
    }

    @Test("test_tasks.BaseTaskTests.test_as_completed_with_unused_timeout: in time, there is no error")
    func unusedTimeout() async throws {
        try await onLoop { _ in
            for way in Way.allCases {
                let completed = asCompleted([delayed(1, "a")], timeout: .seconds(10))
                let values = try await way.values(of: completed)
                #expect(values == ["a"])
            }
        }
    }

    @Test("test_tasks.BaseTaskTests.test_as_completed_resume_iterator: who iterates again goes on")
    func resume() async throws {
        try await onLoop { _ in
            for way in Way.allCases {
                let completed = asCompleted((0..<4).map { number in delayed(number, number) })
                let first = try await way.values(of: completed, atMost: 2)
                #expect(first.count == 2)
                let rest = try await way.values(of: completed)
                #expect(Set(first + rest) == [0, 1, 2, 3])
            }
        }
    }

    @Test(
        "test_tasks.BaseTaskTests.test_as_completed_reverse_wait: the first that is awaited is the first completed"
    )
    func reverse() async throws {
        try await onLoop { _ in
            let results = Array(asCompleted([delayed(10, "b"), delayed(1, "a")]).results)
            #expect(results.count == 2)
            let first = try await results[1]()
            let second = try await results[0]()
            #expect(first == "a" && second == "b")
        }
    }

    @Test("test_tasks.BaseTaskTests.test_as_completed_concurrent: several can be awaited at once")
    func concurrent() async throws {
        try await onLoop { loop in
            let results = Array(asCompleted([delayed(2, "a"), delayed(2, "b")]).results)
            let (done, pending) = try await wait(results.map { loop.createTask($0) })
            #expect(pending.isEmpty)
            #expect(try done.map { try $0.future.result() }.sorted() == ["a", "b"])
            var sources: [TracedFuture<String>] = []
            for try await source in asCompleted([delayed(2, "a"), delayed(2, "b")]) { sources.append(source) }
            #expect(try await gather(sources).value.sorted() == ["a", "b"])
        }
    }

    @Test("test_tasks.BaseTaskTests.test_as_completed_duplicate_coroutines: who is given twice comes once")
    func duplicates() async throws {
        try await onLoop { loop in
            for way in Way.allCases {
                let ham = loop.createTask { "ham" }
                let values = try await way.values(of: asCompleted([ham, ham, loop.createTask { "spam" }]))
                #expect(values.sorted() == ["ham", "spam"])
            }
        }
    }

    @Test(
        "test_tasks.BaseTaskTests.test_as_completed_coroutine_use_running_loop: operations run on the running loop"
    )
    func runningLoop() async throws {
        try await onLoop { loop in
            let journal = Journal<EventLoop?>()
            let results = Array(
                asCompleted([
                    {
                        journal.add(.current)
                        return 42
                    } as TracedOperation<Int>
                ]).results)
            #expect(results.count == 1)
            let value = try await results[0]()
            #expect(value == 42)
            #expect(journal.all.count == 1 && journal.all[0] === loop)
        }
    }
}
