import TaskTracing
import Testing

@Suite("asyncio's task groups: nested ones", .timeLimit(.minutes(1)))
struct TaskGroupNestingTests {
    /// Makes five tasks that would fail, and waits.
    private static func failLater(_ group: TracedTaskGroup) async throws {
        for _ in 0..<5 {
            try group.createTask {
                try await nap(1000)
                throw DivisionError()
            }
        }
        try await napUntilCancelled()
    }

    /// Cancels a task that runs `body` once it waits.
    private func cancelled(_ body: @escaping TracedOperation<Void>) async throws {
        try await onLoop { loop in
            let runner = loop.createTask(body)
            try await nap(3)
            #expect(!runner.isDone)
            runner.cancel()
            await #expect(throws: CancellationError.self) { try await runner.value }
        }
    }

    @Test("test_taskgroups.BaseTestTaskGroup.test_taskgroup_11: a cancellation goes through an inner group")
    func cancelInner() async throws {
        try await cancelled {
            try await withTracedTaskGroup { _ in
                try await withTracedTaskGroup { try await Self.failLater($0) }
            }
        }
    }

    @Test("test_taskgroups.BaseTestTaskGroup.test_taskgroup_12: and to the tasks of the outer one")
    func cancelBoth() async throws {
        try await cancelled {
            try await withTracedTaskGroup { outer in
                try outer.createTask { try await napUntilCancelled() }
                try await withTracedTaskGroup { try await Self.failLater($0) }
            }
        }
    }

    private func errorOfNested(outer: Int?, inner: Int?) async throws -> any Error {
        try await onLoop { loop in
            let runner = loop.createTask {
                try await withTracedTaskGroup { outerGroup in
                    try outerGroup.createTask {
                        try await nap(outer ?? 60_000)
                        throw SomeError()
                    }
                    try await withTracedTaskGroup { innerGroup in
                        try innerGroup.createTask {
                            try await nap(inner ?? 60_000)
                            throw SomeError()
                        }
                    }
                }
            }
            return await errorThrown { try await runner.value }
        }
    }

    @Test(
        "test_taskgroups.BaseTestTaskGroup.test_taskgroup_13: an error of the outer one cancels the inner one"
    )
    func outerFails() async throws {
        let error = try await errorOfNested(outer: 2, inner: nil)
        #expect(errorTypes(error) == ["SomeError"])
    }

    @Test(
        "test_taskgroups.BaseTestTaskGroup.test_taskgroup_14: an error of the inner one is one error of the outer one"
    )
    func innerFails() async throws {
        let error = try await errorOfNested(outer: nil, inner: 2)
        #expect(errorTypes(error) == ["TaskGroupError"])
        let inner = try #require((error as? TaskGroupError)?.errors.first)
        #expect(errorTypes(inner) == ["SomeError"])
    }

    /// A group whose body takes its time to end when it is cancelled, longer than its task needs to fail.
    private static func slowCancellation() async throws {
        try await withTracedTaskGroup { group in
            try group.createTask {
                try await nap(5)
                throw DivisionError()
            }
            do {
                try await napUntilCancelled()
            } catch {
                await stubbornNap(10)
                throw error
            }
        }
    }

    @Test(
        "test_taskgroups.BaseTestTaskGroup.test_taskgroup_15: a body that is slow to end does not change the outcome"
    )
    func slowBody() async throws {
        try await onLoop { loop in
            let runner = loop.createTask { try await Self.slowCancellation() }
            await turns(4)
            #expect(!runner.isDone)
            runner.cancel()
            await #expect(throws: CancellationError.self) { try await runner.value }
        }
    }

    @Test("test_taskgroups.BaseTestTaskGroup.test_taskgroup_16: nor in a task that another one waits for")
    func slowBodyOfAnotherTask() async throws {
        try await onLoop { loop in
            let runner = loop.createTask {
                let nested = loop.createTask { try await Self.slowCancellation() }
                try await waitFor(nested, timeout: nil)
            }
            await turns(5)
            #expect(!runner.isDone)
            runner.cancel()
            await #expect(throws: CancellationError.self) { try await runner.value }
        }
    }

    @Test(
        "test_taskgroups.BaseTestTaskGroup.test_nested_groups_both_cancelled: both may fail, each has its error"
    )
    func bothFail() async throws {
        try await onLoop { loop in
            try await loop.createTask {
                let journal = Journal<Set<String>>()
                let error = await errorThrown {
                    try await withTracedTaskGroup { outer in
                        do {
                            try await withTracedTaskGroup { inner in
                                try inner.createTask { throw SomeError() }
                                try outer.createTask { throw DivisionError() }
                            }
                        } catch let error as TaskGroupError {
                            journal.add(errorTypes(error))
                        }
                        await turns(3)
                        #expect(Task.isCancelled)
                    }
                }
                #expect(journal.all == [["SomeError"]])
                #expect(errorTypes(error) == ["DivisionError"])
                #expect(!Task.isCancelled)
            }.value
        }
    }
}
