import TaskTracing
import Testing

/// A barrier that is passed, and nothing else.
@Suite("test_locks.BarrierTests", .timeLimit(.minutes(1)))
struct BarrierCaseTests {
    @Test(
        "test_locks.BarrierTests.test_repr: a barrier says in which state it is, and how many of how many wait."
    )
    func description() async throws {
        try await onLoop { loop in
            let barrier = try TracedBarrier(name: "phase", parties: 5)
            #expect(barrier.description == "<Barrier name='phase' filling waiters=0/5>")
            var tasks = startTasks(2, on: loop) { try await barrier.wait() }
            await turns()
            #expect(barrier.description == "<Barrier name='phase' filling waiters=2/5>")
            tasks += startTasks(3, on: loop) { try await barrier.wait() }
            // It has its turn when the last has come, and before those who are woken.
            let observer = loop.createTask {
                #expect(barrier.description == "<Barrier name='phase' draining waiters=0/5>")
                barrier.reset()
                #expect(barrier.description == "<Barrier name='phase' resetting waiters=0/5>")
                barrier.abort()
                #expect(barrier.description == "<Barrier name='phase' broken>")
            }
            tasks += startTasks(2, on: loop) { try await barrier.wait() }
            try await observer.value
            #expect(barrier.isBroken)
            for task in tasks { try? await task.value }
        }
    }

    @Test("test_locks.BarrierTests.test_barrier_parties: a barrier for nobody, or fewer, is an error.")
    func parties() throws {
        let error = #expect(throws: InvalidValueError.self) { try TracedBarrier(parties: 0) }
        #expect(error?.description == "parties must be > 0")
        #expect(throws: InvalidValueError.self) { try TracedBarrier(parties: -4) }
        #expect(try TracedBarrier(parties: 5).parties == 5)
    }

    @Test("test_locks.BarrierTests.test_context_manager: each who passes has an index of his own.")
    func indices() async throws {
        try await onLoop { loop in
            let barrier = try TracedBarrier(parties: 3)
            let indices = Journal<Int>()
            try await runTasks(3, on: loop) { indices.add(try await barrier.wait()) }
            #expect(indices.all.sorted() == [0, 1, 2])
            #expect(barrier.waitingCount == 0 && !barrier.isBroken)
        }
    }

    @Test("test_locks.BarrierTests.test_filling_one_task: one alone passes a barrier for one.")
    func one() async throws {
        let barrier = try TracedBarrier(parties: 1)
        #expect(try await barrier.wait() == 0)
        #expect(barrier.waitingCount == 0 && !barrier.isBroken)
    }

    @Test("test_locks.BarrierTests.test_filling_one_task_twice: a barrier for one stops nobody.")
    func oneTwice() async throws {
        try await onLoop { loop in
            let barrier = try TracedBarrier(parties: 1)
            let first = loop.createTask { try await barrier.wait() }
            await turns()
            #expect(barrier.waitingCount == 0)
            let second = loop.createTask { try await barrier.wait() }
            await turns()
            #expect(first.isDone && second.isDone)
            let (index, other) = (try await first.value, try await second.value)
            #expect(index == other)
            #expect(barrier.waitingCount == 0 && !barrier.isBroken)
        }
    }

    @Test("test_locks.BarrierTests.test_filling_task_by_task: those who come are counted until the last.")
    func taskByTask() async throws {
        try await onLoop { loop in
            let barrier = try TracedBarrier(parties: 3)
            var tasks: [LoopTask<Int>] = []
            for count in 1...2 {
                tasks.append(loop.createTask { try await barrier.wait() })
                await turns()
                #expect(barrier.waitingCount == count)
                #expect(barrier.description.contains("filling"))
            }
            tasks.append(loop.createTask { try await barrier.wait() })
            for task in tasks { _ = try await task.value }
            #expect(barrier.waitingCount == 0 && !barrier.isBroken)
        }
    }

    @Test(
        "test_locks.BarrierTests.test_filling_tasks_wait_twice: nobody passes for the second time before all have for the first."
    )
    func twice() async throws {
        try await onLoop { loop in
            let barrier = try TracedBarrier(parties: 5)
            let passed = Journal<Int>()
            try await runTasks(5, on: loop) {
                try await barrier.wait()
                passed.add(1)
                try await barrier.wait()
                passed.add(2)
            }
            #expect(passed.all == Array(repeating: 1, count: 5) + Array(repeating: 2, count: 5))
            #expect(barrier.waitingCount == 0 && !barrier.isBroken)
        }
    }

    @Test(
        "test_locks.BarrierTests.test_filling_tasks_check_return_value: the second round has its own indices."
    )
    func indicesOfSecondRound() async throws {
        try await onLoop { loop in
            let barrier = try TracedBarrier(parties: 5)
            let indices = Journal<Int>()
            try await runTasks(5, on: loop) {
                try await barrier.wait()
                indices.add(try await barrier.wait())
            }
            #expect(indices.all.sorted() == [0, 1, 2, 3, 4])
            #expect(barrier.waitingCount == 0 && !barrier.isBroken)
        }
    }

    @Test("test_locks.BarrierTests.test_draining_state: a barrier drains until the last has gone on.")
    func draining() async throws {
        try await onLoop { loop in
            let barrier = try TracedBarrier(parties: 5)
            let seen = Journal<Bool>()
            try await runTasks(5, on: loop) {
                try await barrier.wait()
                seen.add(barrier.description.contains("draining"))
            }
            #expect(seen.all == [true, true, true, true, false])
            #expect(barrier.waitingCount == 0 && !barrier.isBroken)
        }
    }

    @Test(
        "test_locks.BarrierTests.test_blocking_tasks_while_draining: who comes back while a barrier drains waits for the next round."
    )
    func blockedWhileDraining() async throws {
        try await onLoop { loop in
            let barrier = try TracedBarrier(parties: 5)
            let gate = try TracedBarrier(parties: 3)
            let again = Journal<Int>()
            let passed = Journal<Int>()
            try await runTasks(5, on: loop) {
                try await barrier.wait()
                if again.all.count < 2 {
                    again.add(1)
                } else {
                    try await gate.wait()
                }
                try await barrier.wait()
                passed.add(1)
            }
            #expect(passed.all.count == 5)
            #expect(gate.waitingCount == 0 && barrier.waitingCount == 0)
        }
    }

    @Test(
        "test_locks.BarrierTests.test_filling_tasks_cancel_one: for one who is cancelled, another must come.")
    func cancelOne() async throws {
        try await onLoop { loop in
            let barrier = try TracedBarrier(parties: 3)
            let passed = Journal<Int>()
            @Sendable func comer() -> LoopTask<Void> {
                loop.createTask { passed.add(try await barrier.wait()) }
            }
            let first = comer()
            await turns()
            #expect(barrier.waitingCount == 1)
            let second = comer()
            await turns()
            #expect(barrier.waitingCount == 2)
            first.cancel()
            await turns()
            #expect(barrier.waitingCount == 1)
            await #expect(throws: CancellationError.self) { try await first.value }
            #expect(first.isCancelled)
            let third = comer()
            await turns()
            #expect(barrier.waitingCount == 2)
            let fourth = comer()
            for task in [second, third, fourth] { try await task.value }
            #expect(passed.all.sorted() == [0, 1, 2])
            #expect(barrier.waitingCount == 0 && !barrier.isBroken)
        }
    }
}
