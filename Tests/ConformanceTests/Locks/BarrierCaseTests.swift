import TaskTracing
import Testing

/// Runs `body` in `count` tasks of the loop, and waits for all.
private func runAll(
    _ count: Int, on loop: EventLoop, _ body: @escaping @Sendable () async throws -> Void
) async throws {
    for task in start(count, on: loop, body) { try await task.value }
}

private func start(
    _ count: Int, on loop: EventLoop, _ body: @escaping @Sendable () async throws -> Void
) -> [LoopTask<Void>] {
    (0..<count).map { _ in loop.createTask { try await body() } }
}

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
            var tasks = start(2, on: loop) { try await barrier.wait() }
            await turns()
            #expect(barrier.description == "<Barrier name='phase' filling waiters=2/5>")
            tasks += start(3, on: loop) { try await barrier.wait() }
            // It has its turn when the last has come, and before those who are woken.
            let observer = loop.createTask {
                #expect(barrier.description == "<Barrier name='phase' draining waiters=0/5>")
                barrier.reset()
                #expect(barrier.description == "<Barrier name='phase' resetting waiters=0/5>")
                barrier.abort()
                #expect(barrier.description == "<Barrier name='phase' broken>")
            }
            tasks += start(2, on: loop) { try await barrier.wait() }
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
            try await runAll(3, on: loop) { indices.add(try await barrier.wait()) }
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
            try await runAll(5, on: loop) {
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
            try await runAll(5, on: loop) {
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
            try await runAll(5, on: loop) {
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
            try await runAll(5, on: loop) {
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

/// A barrier that is reset or aborted.
@Suite("test_locks.BarrierTests, broken", .timeLimit(.minutes(1)))
struct BrokenBarrierCaseTests {
    private let parties = 5

    @Test(
        "test_locks.BarrierTests.test_reset_barrier: a reset of a barrier at which nobody waits changes nothing."
    )
    func reset() throws {
        let barrier = try TracedBarrier(parties: 1)
        barrier.reset()
        #expect(barrier.waitingCount == 0 && !barrier.isBroken)
    }

    @Test("test_locks.BarrierTests.test_reset_barrier_while_tasks_waiting: those who wait fail by a reset.")
    func resetWhileWaiting() async throws {
        try await onLoop { [parties] loop in
            let barrier = try TracedBarrier(parties: parties)
            let broken = Journal<String>()
            let tasks = start(parties - 1, on: loop) {
                do {
                    try await barrier.wait()
                } catch let error as BrokenBarrier {
                    broken.add(error.description)
                }
            }
            await turns()
            loop.createTask { barrier.reset() }
            for task in tasks { try await task.value }
            #expect(broken.all == Array(repeating: "Abort or reset of barrier", count: parties - 1))
            #expect(barrier.description.contains("filling waiters=0/") && !barrier.isBroken)
        }
    }

    @Test(
        "test_locks.BarrierTests.test_reset_barrier_when_tasks_half_draining: a reset reaches those who were woken and have not run."
    )
    func resetWhenHalfDraining() async throws {
        try await onLoop { [parties] loop in
            let barrier = try TracedBarrier(parties: parties)
            let passed = Journal<Int>()
            let broken = Journal<Int>()
            try await runAll(parties, on: loop) {
                do {
                    passed.add(try await barrier.wait())
                    if passed.all.count == parties - parties / 2 { barrier.reset() }
                } catch is BrokenBarrier {
                    broken.add(1)
                }
            }
            #expect(broken.all.count == parties / 2)
            #expect(barrier.description.contains("filling waiters=0/") && !barrier.isBroken)
        }
    }

    @Test(
        "test_locks.BarrierTests.test_reset_barrier_when_tasks_half_draining_half_blocking: a reset does not reach those who came for the next round."
    )
    func resetWhenHalfBlocking() async throws {
        try await onLoop { [parties] loop in
            let barrier = try TracedBarrier(parties: parties)
            let passed = Journal<Int>()
            let broken = Journal<Int>()
            let brokenLater = Journal<Int>()
            try await runAll(parties, on: loop) {
                do {
                    passed.add(try await barrier.wait())
                } catch is BrokenBarrier {
                    broken.add(1)
                    try await barrier.wait()
                    return
                }
                if passed.all.count > parties / 2 {
                    barrier.reset()
                    try await barrier.wait()
                } else {
                    do {
                        try await barrier.wait()
                    } catch is BrokenBarrier {
                        brokenLater.add(1)
                    }
                }
            }
            #expect(broken.all.count == parties / 2)
            #expect(brokenLater.all == [])
            #expect(barrier.description.contains("filling waiters=0/") && !barrier.isBroken)
        }
    }

    @Test(
        "test_locks.BarrierTests.test_reset_barrier_while_tasks_waiting_and_waiting_again: who failed by a reset can wait again."
    )
    func resetAndWaitAgain() async throws {
        try await onLoop { [parties] loop in
            let barrier = try TracedBarrier(parties: parties)
            let broken = Journal<Int>()
            let passed = Journal<Int>()
            let tasks = start(parties - 1, on: loop) {
                do {
                    try await barrier.wait()
                } catch is BrokenBarrier {
                    broken.add(1)
                }
                try await barrier.wait()
                passed.add(1)
            }
            loop.createTask { barrier.reset() }
            await turns()
            let last = loop.createTask {
                try await barrier.wait()
                passed.add(1)
            }
            for task in tasks + [last] { try await task.value }
            #expect(broken.all.count == parties - 1)
            #expect(passed.all.count == parties)
            #expect(barrier.waitingCount == 0 && !barrier.isBroken)
        }
    }

    @Test(
        "test_locks.BarrierTests.test_reset_barrier_while_tasks_draining: a reset by the last who goes on breaks nothing for those who came back."
    )
    func resetWhileDraining() async throws {
        try await onLoop { [parties] loop in
            let barrier = try TracedBarrier(parties: parties)
            let came = Journal<Int>()
            let second = Journal<Bool>()
            let third = Journal<Int>()
            try await runAll(parties, on: loop) {
                came.add(try await barrier.wait())
                if came.all.count == parties {
                    barrier.reset()
                    try await barrier.wait()
                } else {
                    second.add((try? await barrier.wait()) != nil)
                }
                try await barrier.wait()
                third.add(1)
            }
            #expect(second.all == Array(repeating: true, count: parties - 1))
            #expect(third.all.count == parties)
            #expect(barrier.waitingCount == 0 && !barrier.isBroken)
        }
    }

    @Test("test_locks.BarrierTests.test_abort_barrier: an aborted barrier is broken.")
    func abort() async throws {
        let barrier = try TracedBarrier(parties: 1)
        barrier.abort()
        #expect(barrier.waitingCount == 0 && barrier.isBroken)
        let error = await #expect(throws: BrokenBarrier.self) { try await barrier.wait() }
        #expect(error?.description == "Barrier aborted")
    }

    @Test(
        "test_locks.BarrierTests.test_abort_barrier_when_tasks_half_draining_half_blocking: an abort reaches those who were woken and those who came back."
    )
    func abortWhenHalfBlocking() async throws {
        try await onLoop { [parties] loop in
            let barrier = try TracedBarrier(parties: parties)
            let passed = Journal<Int>()
            let broken = Journal<Int>()
            let brokenLater = Journal<Int>()
            try await runAll(parties, on: loop) {
                do {
                    passed.add(try await barrier.wait())
                } catch is BrokenBarrier {
                    broken.add(1)
                    return
                }
                if passed.all.count > parties / 2 {
                    barrier.abort()
                } else {
                    do {
                        try await barrier.wait()
                    } catch is BrokenBarrier {
                        brokenLater.add(1)
                    }
                }
            }
            #expect(barrier.isBroken)
            #expect(broken.all.count == parties / 2)
            #expect(brokenLater.all.count == parties - parties / 2 - 1)
            #expect(barrier.waitingCount == 0 && barrier.description.contains("broken"))
        }
    }

    @Test(
        "test_locks.BarrierTests.test_abort_barrier_when_exception: one who fails can break the barrier for all others."
    )
    func abortAfterError() async throws {
        try await onLoop { [parties] loop in
            let barrier = try TracedBarrier(parties: parties)
            let passed = Journal<Int>()
            let broken = Journal<Int>()
            try await runAll(parties, on: loop) {
                do {
                    if try await barrier.wait() == parties / 2 { throw SomeError() }
                    try await barrier.wait()
                    passed.add(1)
                } catch is BrokenBarrier {
                    broken.add(1)
                } catch is SomeError {
                    barrier.abort()
                }
            }
            #expect(barrier.isBroken)
            #expect(passed.all == [] && broken.all.count == parties - 1)
            #expect(barrier.waitingCount == 0)
        }
    }

    @Test(
        "test_locks.BarrierTests.test_abort_barrier_when_exception_then_resetting: a broken barrier works again after a reset."
    )
    func abortAndReset() async throws {
        try await onLoop { [parties] loop in
            let barrier = try TracedBarrier(parties: parties)
            let meeting = try TracedBarrier(parties: parties)
            let passed = Journal<Int>()
            let broken = Journal<Int>()
            let passedLater = Journal<Int>()
            try await runAll(parties, on: loop) {
                do {
                    if try await barrier.wait() == parties / 2 { throw SomeError() }
                    try await barrier.wait()
                    passed.add(1)
                } catch is BrokenBarrier {
                    broken.add(1)
                } catch is SomeError {
                    barrier.abort()
                }
                // All have left before the reset, and nobody comes before it.
                if try await meeting.wait() == parties / 2 { barrier.reset() }
                try await meeting.wait()
                try await barrier.wait()
                passedLater.add(1)
            }
            #expect(!barrier.isBroken)
            #expect(passed.all == [] && broken.all.count == parties - 1)
            #expect(passedLater.all.count == parties)
            #expect(barrier.waitingCount == 0)
        }
    }
}
