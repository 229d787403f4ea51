import TaskTracing
import Testing

private enum Local {
    @TaskLocal static var number: Int?
}

@Suite("asyncio's task groups: making tasks", .timeLimit(.minutes(1)))
struct TaskGroupMemberTests {
    @Test("test_taskgroups.BaseTestTaskGroup.test_taskgroup_23: a group does not keep tasks that have ended")
    func releases() async throws {
        final class Witness: Sendable {}
        try await onLoop { _ in
            try await withTracedTaskGroup { group in
                weak let witness: Witness?
                do {
                    let held = Witness()
                    witness = held
                    try group.createTask { withExtendedLifetime(held) {} }
                }
                for _ in 0..<100 where witness != nil { await turns() }
                #expect(witness == nil)
            }
        }
    }

    @Test("test_taskgroups.BaseTestTaskGroup.test_taskgroup_24: a task of the group may make further ones")
    func furtherTasks() async throws {
        try await onLoop { _ in
            let journal = Journal<Int>()
            try await withTracedTaskGroup { group in
                try group.createTask {
                    try await nap(1)
                    for number in 0..<2 {
                        try group.createTask {
                            try await nap(1 + number)
                            journal.add(number)
                        }
                    }
                }
            }
            #expect(journal.all == [0, 1])
        }
    }

    @Test("test_taskgroups.BaseTestTaskGroup.test_taskgroup_25: and goes on doing so until one fails")
    func hydra() async throws {
        try await onLoop { _ in
            let heads = Journal<Void>()
            @Sendable func hydra(_ group: TracedTaskGroup) async throws {
                heads.add(())
                try await nap(1)
                // While the group shuts down it makes no more: that is no error of a task.
                for _ in 0..<2 { _ = try? group.createTask { try await hydra(group) } }
            }
            let error = await errorThrown {
                try await withTracedTaskGroup { group in
                    try group.createTask { try await hydra(group) }
                    try group.createTask {
                        while heads.all.count < 10 { try await nap(1) }
                        throw DivisionError()
                    }
                }
            }
            #expect(errorTypes(error) == ["DivisionError"])
            #expect(heads.all.count >= 10)
        }
    }

    @Test("test_taskgroups.BaseTestTaskGroup.test_taskgroup_task_name: a task has the name it is given")
    func name() async throws {
        try await onLoop { _ in
            try await withTracedTaskGroup { group in
                let value = try group.createTask(name: "yolo") {}.name
                #expect(value == "yolo")
            }
        }
    }

    @Test("test_taskgroups.BaseTestTaskGroup.test_name: also as the running task sees it")
    func nameInside() async throws {
        try await onLoop { _ in
            let task = try await withTracedTaskGroup { group in
                try group.createTask(name: "example name") { Task.name }
            }
            #expect(try await task.value == "example name")
        }
    }

    @Test(
        "test_taskgroups.BaseTestTaskGroup.test_taskgroup_task_context: a task has the context it was made in"
    )
    func context() async throws {
        try await onLoop { _ in
            let seen = try await withTracedTaskGroup { group in
                let before = try group.createTask { Local.number }
                let inside = try Local.$number.withValue(1) { try group.createTask { Local.number } }
                return [try await before.value, try await inside.value]
            }
            #expect(seen == [nil, 1])
        }
    }

    @Test(
        "test_taskgroups.BaseTestTaskGroup.test_taskgroup_no_create_task_after_failure: none can be made after a failure"
    )
    func noneAfterFailure() async throws {
        try await onLoop { _ in
            let journal = Journal<String>()
            let error = await errorThrown {
                try await withTracedTaskGroup { group in
                    try group.createTask {
                        try await nap(1)
                        throw DivisionError()
                    }
                    try group.createTask {
                        do {
                            try await napUntilCancelled()
                        } catch {
                            #expect(throws: InvalidStateError.taskGroupShuttingDown) {
                                try group.createTask { journal.add("ran") }
                            }
                        }
                    }
                }
            }
            #expect(errorTypes(error) == ["DivisionError"])
            #expect(journal.all.isEmpty)
        }
    }

    @Test(
        "test_taskgroups.BaseTestTaskGroup.test_taskgroup_finished: none can be made in a group that has ended"
    )
    func finished() async throws {
        try await onLoop { _ in
            let group = try await withTracedTaskGroup { $0 }
            let error = #expect(throws: InvalidStateError.taskGroupFinished) { try group.createTask {} }
            #expect(error?.description.contains("is finished") == true)
        }
    }

    @Test(
        "test_taskgroups.BaseTestTaskGroup.test_coro_closed_when_tg_closed: and what it would have run never runs"
    )
    func neverRuns() async throws {
        try await onLoop { _ in
            let journal = Journal<String>()
            let group = try await withTracedTaskGroup { $0 }
            #expect(throws: InvalidStateError.taskGroupFinished) {
                try group.createTask { journal.add("ran") }
            }
            await turns(3)
            #expect(journal.all.isEmpty)
        }
    }

    @Test(
        "test_taskgroups.BaseTestTaskGroup.test_cancels_task_if_created_during_creation: a task that fails cancels the one that made it"
    )
    func failsWhileMaking() async throws {
        try await onLoop { _ in
            let journal = Journal<String>()
            let error = await errorThrown {
                try await withTracedTaskGroup { group in
                    try group.createTask {
                        try group.createTask { throw SomeError() }
                        await #expect(throws: CancellationError.self) { try await napUntilCancelled() }
                        journal.add("cancelled")
                    }
                }
            }
            #expect(journal.all == ["cancelled"])
            #expect(errorTypes(error) == ["SomeError"])
        }
    }
}
