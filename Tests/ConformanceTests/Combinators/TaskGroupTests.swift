import TaskTracing
import Testing

@Suite("asyncio's task groups: results, errors and cancellation of the body", .timeLimit(.minutes(1)))
struct TaskGroupTests {
    @Test(
        "test_taskgroups.BaseTestTaskGroup.test_taskgroup_01: the results of the tasks are there at the end")
    func results() async throws {
        try await onLoop { _ in
            let (first, second) = try await withTracedTaskGroup { group in
                let first = try group.createTask {
                    try await nap(2)
                    return 42
                }
                let second = try group.createTask {
                    try await nap(4)
                    return "eleven"
                }
                return (first, second)
            }
            #expect(try first.future.result() == 42)
            #expect(try second.future.result() == "eleven")
        }
    }

    @Test(
        "test_taskgroups.BaseTestTaskGroup.test_taskgroup_02: the body may wait before it makes another task")
    func laterTask() async throws {
        try await onLoop { _ in
            let tasks = try await withTracedTaskGroup { group in
                let first = try group.createTask {
                    try await nap(2)
                    return 42
                }
                try await nap(4)
                #expect(first.isDone)
                return [first, try group.createTask { 11 }]
            }
            #expect(try tasks.map { try $0.future.result() } == [42, 11])
        }
    }

    @Test(
        "test_taskgroups.BaseTestTaskGroup.test_taskgroup_03: a task that is cancelled alone disturbs no other"
    )
    func cancelledAlone() async throws {
        try await onLoop { _ in
            let tasks = try await withTracedTaskGroup { group in
                let first = try group.createTask {
                    try await napUntilCancelled()
                    return 42
                }
                try await nap(2)
                first.cancel()
                let second = try group.createTask {
                    try await nap(4)
                    return 11
                }
                return [first, second]
            }
            #expect(tasks[0].isCancelled)
            #expect(try tasks[1].future.result() == 11)
        }
    }

    @Test(
        "test_taskgroups.BaseTestTaskGroup.test_taskgroup_04: an error cancels the other tasks and is thrown")
    func errorCancels() async throws {
        try await onLoop { loop in
            let journal = Journal<String>()
            let others = Journal<LoopTask<Void>>()
            let runner = loop.createTask {
                try await withTracedTaskGroup { group in
                    try group.createTask {
                        try await nap(2)
                        throw DivisionError()
                    }
                    let task = try group.createTask {
                        do {
                            try await napUntilCancelled()
                        } catch {
                            journal.add("\(type(of: error))")
                            throw error
                        }
                    }
                    others.add(task)
                }
                journal.add("after the group")
            }
            let error = await errorThrown { try await runner.value }
            #expect(errorTypes(error) == ["DivisionError"])
            #expect(journal.all == ["CancellationError"])
            #expect(others.all.map(\.isCancelled) == [true])
        }
    }

    @Test(
        "test_taskgroups.BaseTestTaskGroup.test_cancel_children_on_child_error: the body is cancelled as well, and all errors are kept"
    )
    func errorCancelsBody() async throws {
        try await onLoop { loop in
            let journal = Journal<String>()
            let runner = loop.createTask {
                try await withTracedTaskGroup { group in
                    for _ in 0..<3 {
                        try group.createTask {
                            try await nap(2)
                            throw DivisionError()
                        }
                    }
                    try group.createTask {
                        do { try await napUntilCancelled() } catch { journal.add("task \(type(of: error))") }
                    }
                    do {
                        try await napUntilCancelled()
                    } catch {
                        journal.add("body \(type(of: error))")
                        throw error
                    }
                }
                journal.add("after the group")
            }
            let error = await errorThrown { try await runner.value }
            #expect(errorTypes(error) == ["DivisionError"])
            #expect(Set(journal.all) == ["task CancellationError", "body CancellationError"])
            #expect("\(error)".hasPrefix("unhandled errors in a TaskGroup"))
        }
    }

    /// Runs a group of five tasks in a task, cancels it, and returns what was cancelled.
    private func cancelGroup(bodyWaits: Bool) async throws -> [String] {
        try await onLoop { loop in
            let journal = Journal<String>()
            let runner = loop.createTask {
                try await withTracedTaskGroup { group in
                    for _ in 0..<5 {
                        try group.createTask {
                            do {
                                try await napUntilCancelled()
                            } catch {
                                journal.add("task")
                                throw error
                            }
                        }
                    }
                    guard bodyWaits else { return }
                    do {
                        try await napUntilCancelled()
                    } catch {
                        journal.add("body")
                        throw error
                    }
                }
            }
            try await nap(3)
            #expect(!runner.isDone)
            runner.cancel()
            await #expect(throws: CancellationError.self) { try await runner.value }
            #expect(runner.isCancelled)
            return journal.all
        }
    }

    @Test(
        "test_taskgroups.BaseTestTaskGroup.test_cancellation: a cancellation from outside cancels all, and is thrown"
    )
    func cancellation() async throws {
        #expect(try await cancelGroup(bodyWaits: false) == Array(repeating: "task", count: 5))
    }

    @Test("test_taskgroups.BaseTestTaskGroup.test_taskgroup_07: the body as well, where it still runs")
    func cancellationOfBody() async throws {
        #expect(
            try await cancelGroup(bodyWaits: true).sorted() == ["body"] + Array(repeating: "task", count: 5))
    }

    @Test(
        "test_taskgroups.BaseTestTaskGroup.test_cancellation_in_body: tasks that would fail later are cancelled before"
    )
    func cancellationBeforeErrors() async throws {
        try await onLoop { loop in
            let runner = loop.createTask {
                try await withTracedTaskGroup { group in
                    for _ in 0..<5 {
                        try group.createTask {
                            try await nap(1000)
                            throw DivisionError()
                        }
                    }
                    try await napUntilCancelled()
                }
            }
            try await nap(3)
            #expect(!runner.isDone)
            runner.cancel()
            await #expect(throws: CancellationError.self) { try await runner.value }
        }
    }

    /// Runs a group whose body throws, and returns its error and the tasks.
    private func failingBody(afterWaiting: Bool) async throws {
        try await onLoop { _ in
            let tasks = Journal<LoopTask<Void>>()
            let error = await errorThrown {
                try await withTracedTaskGroup { group in
                    for _ in 0..<2 { tasks.add(try group.createTask { try await napUntilCancelled() }) }
                    if afterWaiting { try await nap(2) }
                    throw DivisionError()
                }
            }
            #expect(errorTypes(error) == ["DivisionError"])
            #expect(tasks.all.map(\.isCancelled) == [true, true])
        }
    }

    @Test("test_taskgroups.BaseTestTaskGroup.test_taskgroup_09: an error of the body cancels the tasks")
    func bodyFailsLate() async throws {
        try await failingBody(afterWaiting: true)
    }

    @Test("test_taskgroups.BaseTestTaskGroup.test_taskgroup_10: also before they have begun")
    func bodyFailsAtOnce() async throws {
        try await failingBody(afterWaiting: false)
    }

    @Test(
        "test_taskgroups.BaseTestTaskGroup.test_taskgroup_18: an error of the body in its cancellation is thrown"
    )
    func bodyFailsInCancellation() async throws {
        try await onLoop { loop in
            let runner = loop.createTask {
                try await withTracedTaskGroup { _ in
                    do { try await napUntilCancelled() } catch { throw CleanupError() }
                }
            }
            await turns(3)
            #expect(!runner.isDone)
            runner.cancel()
            let error = await errorThrown { try await runner.value }
            #expect(errorTypes(error) == ["CleanupError"])
        }
    }

    @Test("test_taskgroups.BaseTestTaskGroup.test_taskgroup_17: a body alone is cancelled as its task is")
    func bodyAlone() async throws {
        try await onLoop { loop in
            let journal = Journal<String>()
            let runner = loop.createTask {
                try await withTracedTaskGroup { _ in
                    do {
                        try await napUntilCancelled()
                    } catch {
                        journal.add("body")
                        throw error
                    }
                }
            }
            await turns(3)
            #expect(!runner.isDone)
            runner.cancel()
            await #expect(throws: CancellationError.self) { try await runner.value }
            #expect(journal.all == ["body"])
        }
    }

    /// A group in which a task fails, and the body then fails with `bodyError`.
    private func bodyAndTaskFail(task: any Error, body: any Error) async throws -> Set<String> {
        try await onLoop { loop in
            let runner = loop.createTask {
                try await withTracedTaskGroup { group in
                    try group.createTask {
                        try await nap(2)
                        throw task
                    }
                    do { try await napUntilCancelled() } catch { throw body }
                }
            }
            return errorTypes(await errorThrown { try await runner.value })
        }
    }

    @Test(
        "test_taskgroups.BaseTestTaskGroup.test_taskgroup_19: errors of the body and of a task are both kept")
    func bothErrors() async throws {
        #expect(
            try await bodyAndTaskFail(task: DivisionError(), body: CleanupError())
                == ["CleanupError", "DivisionError"])
    }

    private class BaseError: Error, @unchecked Sendable {}
    private final class DerivedError: BaseError, @unchecked Sendable {}

    @Test("test_taskgroups.BaseTestTaskGroup.test_taskgroup_20a: of whatever kind the body's error is")
    func bodyErrorOfAnotherKind() async throws {
        #expect(
            try await bodyAndTaskFail(task: DivisionError(), body: DerivedError())
                == ["DerivedError", "DivisionError"])
    }

    @Test("test_taskgroups.BaseTestTaskGroup.test_taskgroup_21a: or the task's")
    func taskErrorOfAnotherKind() async throws {
        #expect(
            try await bodyAndTaskFail(task: DerivedError(), body: SomeError()) == [
                "DerivedError", "SomeError",
            ])
    }

    @Test(
        "test_taskgroups.BaseTestTaskGroup.test_taskgroup_22: a group that waits for its tasks can be cancelled"
    )
    func cancelledWhileWaiting() async throws {
        try await onLoop { loop in
            let runner = loop.createTask {
                try await withTracedTaskGroup { group in
                    for _ in 0..<2 { try group.createTask { try await napUntilCancelled() } }
                }
            }
            try await nap(2)
            runner.cancel()
            await #expect(throws: CancellationError.self) { try await runner.value }
        }
    }

    @Test(
        "test_taskgroups.BaseTestTaskGroup.test_taskgroup_context_manager_exit_raises: a clean-up inside the group may fail as well"
    )
    func cleanupFails() async throws {
        try await onLoop { loop in
            try await loop.createTask {
                let error = await errorThrown {
                    try await withTracedTaskGroup { group in
                        do {
                            try group.createTask { throw SomeError(number: 1) }
                            try await napUntilCancelled()
                        } catch {
                            throw SomeError(number: 2)
                        }
                    }
                }
                let errors = try #require(error as? TaskGroupError).errors
                #expect(errors.map { $0 as? SomeError } == [SomeError(number: 1), SomeError(number: 2)])
                #expect(!Task.isCancelled)
            }.value
        }
    }

    @Test(
        "test_taskgroups.BaseTestTaskGroup.test_cancelling_level_preserved: the task goes on after the group")
    func goesOn() async throws {
        try await onLoop { loop in
            try await loop.createTask {
                await #expect(throws: TaskGroupError.self) {
                    try await withTracedTaskGroup { group in try group.createTask { throw SomeError() } }
                }
                #expect(!Task.isCancelled)
            }.value
        }
    }

    @Test(
        "test_taskgroups.BaseTestTaskGroup.test_cancellation_does_not_leak_out_of_tg: what the group cancelled stays in it"
    )
    func nothingLeaks() async throws {
        try await onLoop { _ in
            let error = await errorThrown {
                try await withTracedTaskGroup { group in
                    try group.createTask { throw SomeError() }
                    try await napUntilCancelled()
                }
            }
            #expect(errorTypes(error) == ["SomeError"])
            try await nap(0)
        }
    }

    @Test(
        "test_taskgroups.BaseTestTaskGroup.test_error_and_cancel: errors count for more than a cancellation, which stays"
    )
    func errorAndCancel() async throws {
        try await onLoop { loop in
            let event = TracedEvent()
            let journal = Journal<String>()
            let inner = loop.createTask {
                do {
                    try await withTracedTaskGroup { group in
                        try group.createTask {
                            event.set()
                            await turns()
                            throw SomeError()
                        }
                        try await napUntilCancelled()
                    }
                } catch {
                    journal.add("\(errorTypes(error)) \(Task.isCancelled)")
                }
                try await nap(1000)
                journal.add("slept")
            }
            try await event.wait()
            inner.cancel()
            await #expect(throws: CancellationError.self) { try await inner.value }
            #expect(inner.isCancelled)
            #expect(journal.all == [#"["SomeError"] true"#])
        }
    }
}
