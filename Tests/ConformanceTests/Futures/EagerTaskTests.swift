import TaskTracing
import Testing

@Suite("CPython's cases of tasks: those that begin at once")
struct EagerTaskTests {
    @TaskLocal static var value = 0

    /// Runs `body` on a loop that starts all tasks eagerly.
    @discardableResult
    private func onEagerLoop<Value: Sendable>(
        _ body: @escaping @Sendable (EventLoop) async throws -> Value
    ) async throws -> Value {
        try await onLoop { loop in
            loop.startsTasksEagerly = true
            return try await body(loop)
        }
    }

    @Test(
        "test_tasks.BaseTaskTests.test_eager_start_true: a task that is started eagerly is done, if it never suspends, when it is made"
    )
    func eager() async throws {
        try await onLoop { loop in
            let task = loop.createTask(name: "example", eagerly: true) { AnyLoopTask.current?.name }
            #expect(task.isDone)
            let found = try await task.value
            #expect(found == "example")
        }
    }

    @Test("test_tasks.BaseTaskTests.test_eager_start_false: a task that is not begins later")
    func notEager() async throws {
        try await onLoop { loop in
            let name = Journal<String?>()
            let task = loop.createTask(name: "example", eagerly: false) {
                name.add(AnyLoopTask.current?.name)
            }
            #expect(!task.isDone)
            #expect(name.all.isEmpty)
            try await task.value
            #expect(name.all == ["example"])
        }
    }

    @Test(
        "test_eager_task_factory.EagerTaskFactoryLoopTests.test_eager_task_factory_set: a loop can be told to start all tasks eagerly"
    )
    func setting() async throws {
        try await onLoop { loop in
            #expect(!loop.startsTasksEagerly)
            #expect(!loop.createTask {}.isDone)
            loop.startsTasksEagerly = true
            #expect(loop.startsTasksEagerly)
            #expect(loop.createTask {}.isDone)
        }
    }

    @Test(
        "test_eager_task_factory.EagerTaskFactoryLoopTests.test_await_future_during_eager_step: the eager step can set a future"
    )
    func setsFuture() async throws {
        let result = try await onEagerLoop { loop in
            let future = TracedFuture<String>()
            let task = loop.createTask { try future.setResult("my message") }
            #expect(task.isDone)
            return try await future.value
        }
        #expect(result == "my message")
    }

    @Test(
        "test_eager_task_factory.EagerTaskFactoryLoopTests.test_eager_completion: a task that ends in its eager step gives its result"
    )
    func completion() async throws {
        let result = try await onEagerLoop { loop in
            let task = loop.createTask { "hello" }
            #expect(task.isDone)
            return try await task.value
        }
        #expect(result == "hello")
    }

    @Test(
        "test_eager_task_factory.EagerTaskFactoryLoopTests.test_block_after_eager_step: a task that suspends in its eager step goes on in a turn of its own"
    )
    func suspension() async throws {
        let result = try await onEagerLoop { loop in
            let task = loop.createTask {
                try await Task.sleep(for: .milliseconds(1))
                #expect(EventLoop.current === loop)
                return "finished after blocking"
            }
            #expect(!task.isDone)
            let result = try await task.value
            #expect(task.isDone)
            return result
        }
        #expect(result == "finished after blocking")
    }

    @Test(
        "test_eager_task_factory.EagerTaskFactoryLoopTests.test_cancellation_after_eager_completion: a task that is done cannot be cancelled"
    )
    func cancelDone() async throws {
        try await onEagerLoop { loop in
            let task = loop.createTask { "finished without blocking" }
            #expect(!task.cancel())
            let found = try await task.value
            #expect(found == "finished without blocking")
            #expect(!task.isCancelled)
        }
    }

    @Test(
        "test_eager_task_factory.EagerTaskFactoryLoopTests.test_cancellation_after_eager_step_blocks: one that has suspended can"
    )
    func cancelSuspended() async throws {
        try await onEagerLoop { loop in
            let task = loop.createTask { try await Task.sleep(for: .seconds(1000)) }
            task.cancel(message: "cancellation message")
            #expect(task.cancelling > 0)
            await #expect(throws: CancellationError.self) { try await task.value }
            #expect(task.future.cancellationMessage == "cancellation message")
        }
    }

    @Test(
        "test_eager_task_factory.EagerTaskFactoryLoopTests.test_current_task: in its eager step a task is the running one, and its maker is so after it"
    )
    func currentTask() async throws {
        try await onEagerLoop { loop in
            let seen = Journal<AnyLoopTask?>()
            let maker = AnyLoopTask.current
            let task = loop.createTask {
                seen.add(AnyLoopTask.current)
                try await Task.sleep(for: .milliseconds(1))
                seen.add(AnyLoopTask.current)
            }
            #expect(seen.all == [AnyLoopTask(task)])
            #expect(maker != nil && AnyLoopTask.current == maker)
            try await task.value
            #expect(seen.all == [AnyLoopTask(task), AnyLoopTask(task)])
        }
    }

    @Test(
        "test_eager_task_factory.EagerTaskFactoryLoopTests.test_all_tasks_with_eager_completion: in its eager step a task is one of the loop's"
    )
    func allTasksInStep() async throws {
        try await onEagerLoop { loop in
            let task = loop.createTask { loop.allTasks }
            let found = try await task.value.contains(AnyLoopTask(task))
            #expect(found)
            #expect(!loop.allTasks.contains(AnyLoopTask(task)))
        }
    }

    @Test(
        "test_eager_task_factory.EagerTaskFactoryLoopTests.test_all_tasks_with_blocking: so it is while it waits, and not when it is done"
    )
    func allTasksWhileWaiting() async throws {
        try await onEagerLoop { loop in
            let first = TracedFuture<Void>()
            let second = TracedFuture<Void>()
            let seen = Journal<[AnyLoopTask]>()
            let task = loop.createTask {
                seen.add(loop.allTasks)
                try await first.value
                try second.setResult(())
            }
            #expect(seen.all.first?.contains(AnyLoopTask(task)) == true)
            #expect(loop.allTasks.contains(AnyLoopTask(task)))
            try first.setResult(())
            try await second.value
            #expect(!loop.allTasks.contains(AnyLoopTask(task)))
        }
    }

    @Test(
        "test_eager_task_factory.EagerTaskFactoryLoopTests.test_context_vars: an eager step has its maker's task-local values, and leaves them alone"
    )
    func taskLocals() async throws {
        try await onEagerLoop { loop in
            let steps = Journal<Int>()
            try await Self.$value.withValue(1) {
                let task = loop.createTask {
                    #expect(Self.value == 1)
                    try await Self.$value.withValue(2) {
                        steps.add(Self.value)
                        try await Task.sleep(for: .milliseconds(1))
                        steps.add(Self.value)
                    }
                    #expect(Self.value == 1)
                }
                #expect(steps.all == [2])
                #expect(Self.value == 1)
                try await task.value
                #expect(steps.all == [2, 2])
                #expect(Self.value == 1)
            }
        }
    }

    @Test(
        "test_eager_task_factory.EagerTaskFactoryLoopTests.test_eager_start_false: one task can be made to begin later all the same"
    )
    func exception() async throws {
        try await onEagerLoop { loop in
            let name = Journal<String?>()
            let task = loop.createTask(name: "example", eagerly: false) {
                name.add(AnyLoopTask.current?.name)
            }
            #expect(!task.isDone)
            #expect(name.all.isEmpty)
            try await task.value
            #expect(name.all == ["example"])
        }
    }

    @Test(
        "test_eager_task_factory.CEagerTaskFactoryLoopTests.test_issue122332: what a task runs is released when it is done"
    )
    func released() async throws {
        try await onEagerLoop { loop in
            let journal = Journal<String>()
            func make() -> LoopTask<Void> {
                let trinket = Trinket { journal.add("released") }
                return loop.createTask { withExtendedLifetime(trinket) {} }
            }
            let task = make()
            try await task.value
            #expect(journal.all == ["released"])
        }
    }

    @Test(
        "test_eager_task_factory.CEagerTaskFactoryLoopTests.test_name: in its eager step a task has its name")
    func name() async throws {
        try await onEagerLoop { loop in
            let task = loop.createTask(name: "test name") { (AnyLoopTask.current?.name, Task.name) }
            let found = try task.future.result()
            #expect(found == ("test name", "test name"))
        }
    }

    @Test(
        "test_eager_task_factory.EagerTaskFactoryLoopTests.test_staggered_race_with_eager_tasks: a race goes as ever on a loop of eager tasks",
        .timeLimit(.minutes(1)))
    func race() async throws {
        try await onEagerLoop { loop in
            let hasFailed = TracedFuture<Void>()
            let operations: [TracedOperation<String>] = [
                { try await TracedFuture<String>().value },
                {
                    try await hasFailed.value
                    return "second"
                },
                {
                    try hasFailed.setResult(())
                    throw SomeError(number: 3)
                },
            ]
            let result = try await staggeredRace(operations, delay: .milliseconds(1))
            #expect(result.winner?.index == 1)
            #expect(result.winner?.value == "second")
            #expect(result.errors.count == 3)
            #expect(result.errors[0] is CancellationError)
            #expect(result.errors[1] == nil)
            #expect(result.errors[2] as? SomeError == SomeError(number: 3))
        }
    }

    @Test(
        "test_eager_task_factory.EagerTaskFactoryLoopTests.test_staggered_race_with_eager_tasks_no_delay: so does one without a delay"
    )
    func raceWithoutDelay() async throws {
        try await onEagerLoop { _ in
            let operations: [TracedOperation<String>] = [
                { throw SomeError(number: 1) }, { "second" }, { "third" },
            ]
            let result = try await staggeredRace(operations, delay: nil)
            #expect(result.winner?.index == 1)
            #expect(result.winner?.value == "second")
            #expect(result.errors.count == 2)
            #expect(result.errors[0] as? SomeError == SomeError(number: 1))
            #expect(result.errors[1] == nil)
        }
    }

    /// Makes `width` tasks that do so in turn, `depth` times, and returns how many had to wait for a turn.
    private static func nest(_ loop: EventLoop, width: Int, depth: Int) async throws -> Int {
        guard depth > 0 else { return 0 }
        let tasks = (0..<width).map { _ in
            loop.createTask { try await nest(loop, width: width, depth: depth - 1) }
        }
        var waiting = tasks.count { !$0.isDone }
        for task in tasks { waiting += try await task.value }
        return waiting
    }

    @Test(
        "test_eager_task_factory.BaseTaskCountingTests.test_recursive_gather: of eager tasks that make eager tasks none needs a turn, of others all"
    )
    func recursion() async throws {
        #expect(try await onEagerLoop { loop in try await Self.nest(loop, width: 5, depth: 4) } == 0)
        #expect(
            try await onLoop { loop in try await Self.nest(loop, width: 5, depth: 4) } == 5 + 25 + 125 + 625)
    }

    @Test(
        "test_eager_task_factory.BaseTaskCountingTests.test_awaitables_chain: functions that await each other need no task"
    )
    func chain() async throws {
        @Sendable func chain(_ depth: Int) async -> Int { depth == 0 ? 0 : await chain(depth - 1) + 1 }
        try await onEagerLoop { loop in
            let task = loop.createTask { (await chain(100), loop.allTasks.count) }
            #expect(task.isDone)
            let found = try await task.value
            #expect(found == (100, 2))
        }
    }
}
