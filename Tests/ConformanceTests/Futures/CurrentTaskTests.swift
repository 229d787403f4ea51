import TaskTracing
import Testing

@Suite("CPython's cases of tasks: which run, which there are, and their task-local values")
struct CurrentTaskTests {
    @TaskLocal static var value = "nope"

    @Test(
        "test_tasks.BaseTaskTests.test_current_task: a loop knows the task that it runs, and none when it runs none"
    )
    func currentTask() async throws {
        try await withLoop { loop in
            #expect(loop.currentTask == nil)
            let task = loop.createTask {
                [loop.currentTask, AnyLoopTask.current, EventLoop.current?.currentTask]
            }
            let found = try loop.run(until: task.future)
            #expect(found == Array(repeating: AnyLoopTask(task), count: 3))
            #expect(loop.currentTask == nil)
        }
    }

    @Test(
        "test_tasks.BaseTaskTests.test_current_task_with_interleaving_tasks: each task finds itself, before and after a wait"
    )
    func interleaving() async throws {
        try await withLoop { loop in
            let first = TracedFuture<Bool>(loop: loop)
            let second = TracedFuture<Bool>(loop: loop)
            let task1 = loop.createTask(name: "1") {
                let before = loop.currentTask
                _ = try await first.value
                let after = loop.currentTask
                try second.setResult(true)
                return [before, after]
            }
            let task2 = loop.createTask(name: "2") {
                let before = loop.currentTask
                try first.setResult(true)
                _ = try await second.value
                return [before, loop.currentTask]
            }
            let found = try loop.run(until: task2.future)
            #expect(found == [AnyLoopTask(task2), AnyLoopTask(task2)])
            let other = try task1.future.result()
            #expect(other == [AnyLoopTask(task1), AnyLoopTask(task1)])
            #expect(loop.currentTask == nil)
        }
    }

    @Test(
        "test_tasks.BaseCurrentLoopTests.test_current_task_no_running_loop: a loop that does not run has no running task"
    )
    func noRunningLoop() async throws {
        try await withLoop { loop in
            loop.createTask {}
            #expect(loop.currentTask == nil)
        }
    }

    @Test(
        "test_tasks.BaseCurrentLoopTests.test_current_task_no_running_loop_implicit: where no loop runs there is no task of one"
    )
    func noRunningLoopImplicit() {
        #expect(EventLoop.current == nil)
        #expect(AnyLoopTask.current == nil)
    }

    @Test(
        "test_tasks.BaseCurrentLoopTests.test_current_task_with_implicit_loop: the running task is found without naming its loop"
    )
    func implicitLoop() async throws {
        try await withLoop { loop in
            let task = loop.createTask { AnyLoopTask.current }
            let found = try loop.run(until: task.future)
            #expect(found == AnyLoopTask(task))
            #expect(AnyLoopTask.current == nil)
        }
    }

    @Test(
        "test_tasks.BaseTaskIntrospectionTests.test__register_task_1: a task that is made is one of the loop's tasks"
    )
    func registered() async throws {
        try await withLoop { loop in
            #expect(loop.allTasks == [])
            let task = loop.createTask {}
            #expect(loop.allTasks == [AnyLoopTask(task)])
            let other = loop.createTask {}
            #expect(loop.allTasks == [AnyLoopTask(task), AnyLoopTask(other)])
        }
    }

    @Test(
        "test_tasks.BaseTaskIntrospectionTests.test__register_task_3: a task that is done is none of the loop's tasks"
    )
    func doneTask() async throws {
        try await withLoop { loop in
            let task = loop.createTask {}
            try loop.run(until: task.future)
            #expect(task.isDone)
            #expect(loop.allTasks == [])
        }
    }

    @Test("test_tasks.BaseTaskIntrospectionTests.test__enter_task: within its step a task is the running one")
    func entered() async throws {
        try await withLoop { loop in
            let seen = Journal<AnyLoopTask?>()
            let task = loop.createTask { seen.add(loop.currentTask) }
            try loop.callSoon { seen.add(loop.currentTask) }
            try loop.runBriefly()
            #expect(seen.all == [AnyLoopTask(task), nil])
        }
    }

    @Test(
        "test_tasks.BaseTaskIntrospectionTests.test__leave_task: between its steps a task is not the running one"
    )
    func left() async throws {
        try await withLoop { loop in
            let gate = TracedFuture<Void>(loop: loop)
            let task = loop.createTask { try await gate.value }
            try loop.runBriefly()
            #expect(!task.isDone)
            #expect(loop.currentTask == nil)
            try gate.setResult(())
            try loop.run(until: task.future)
        }
    }

    @Test(
        "test_tasks.BaseTaskIntrospectionTests.test__unregister_task: a cancelled task leaves the loop's tasks"
    )
    func unregistered() async throws {
        try await withLoop { loop in
            let task = loop.createTask {}
            task.cancel()
            #expect(loop.allTasks == [AnyLoopTask(task)])
            try loop.runBriefly()
            #expect(task.isCancelled)
            #expect(loop.allTasks == [])
        }
    }

    @Test(
        "test_tasks.BaseTaskTests.test_context_1: a task has the task-local values of the moment in which it was made"
    )
    func copied() async throws {
        try await onLoop { loop in
            #expect(Self.value == "nope")
            let task = loop.createTask {
                await turns(2)
                #expect(Self.value == "nope")
                return Self.$value.withValue("something else") { Self.value }
            }
            try await Self.$value.withValue("yes") {
                #expect(Self.value == "yes")
                let found = try await task.value
                #expect(found == "something else")
                #expect(Self.value == "yes")
                let later = try await loop.createTask { Self.value }.value
                #expect(later == "yes")
            }
        }
    }

    @Test("test_tasks.BaseTaskTests.test_context_2: callbacks and waits leave a task's values alone")
    func unpolluted() async throws {
        try await onLoop { loop in
            for number in 0..<2 {
                let future = TracedFuture<Void>()
                future.addDoneCallback { _ in
                    Self.$value.withValue("something else") { #expect(Self.value == "something else") }
                }
                try await Self.$value.withValue("yes\(number)") {
                    try loop.callSoon { try future.setResult(()) }
                    try await future.value
                    #expect(Self.value == "yes\(number)")
                    for inner in 0..<3 {
                        try await Self.$value.withValue("yes\(inner)-\(number)") {
                            try await Task.sleep(for: .microseconds(100))
                            #expect(Self.value == "yes\(inner)-\(number)")
                        }
                    }
                }
            }
            #expect(Self.value == "nope")
        }
        #expect(Self.value == "nope")
    }

    @Test("test_tasks.BaseTaskTests.test_context_3: a hundred tasks have each their own values")
    func manyTasks() async throws {
        try await onLoop { loop in
            let tasks = (0..<100).map { number in
                loop.createTask {
                    for step in 0..<10 {
                        try await Self.$value.withValue("\(number)-\(step)") {
                            try await Task.sleep(for: .microseconds((number * 7 + step * 13) % 50))
                            #expect(Self.value == "\(number)-\(step)")
                        }
                    }
                }
            }
            for task in tasks { try await task.value }
        }
        #expect(Self.value == "nope")
    }
}
