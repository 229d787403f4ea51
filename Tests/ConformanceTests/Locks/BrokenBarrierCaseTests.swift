import TaskTracing
import Testing

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
            let tasks = startTasks(parties - 1, on: loop) {
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
            try await runTasks(parties, on: loop) {
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
            try await runTasks(parties, on: loop) {
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
            let tasks = startTasks(parties - 1, on: loop) {
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
            try await runTasks(parties, on: loop) {
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
            try await runTasks(parties, on: loop) {
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
            try await runTasks(parties, on: loop) {
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
            try await runTasks(parties, on: loop) {
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
