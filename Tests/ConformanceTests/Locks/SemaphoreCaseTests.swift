import Synchronization
import TaskTracing
import Testing

/// Starts a task that takes a permit, says so, and keeps it.
private func taker(_ semaphore: TracedSemaphore, _ number: Int, _ taken: Journal<Int>, on loop: EventLoop)
    -> LoopTask<Void>
{
    loop.createTask {
        try await semaphore.acquire()
        taken.add(number)
    }
}

@Suite("test_locks.SemaphoreTests", .timeLimit(.minutes(1)))
struct SemaphoreCaseTests {
    @Test("test_locks.SemaphoreTests.test_initial_value_zero: without a permit, a semaphore is locked.")
    func initialValueZero() throws {
        #expect(try TracedSemaphore(value: 0).isLocked)
    }

    @Test("test_locks.SemaphoreTests.test_repr: a semaphore says how many permits it has, or how many wait.")
    func description() async throws {
        try await onLoop { loop in
            let semaphore = try TracedSemaphore(name: "slots")
            #expect(semaphore.description == "<Semaphore name='slots' unlocked value=1>")
            try await semaphore.acquire()
            #expect(semaphore.description == "<Semaphore name='slots' locked>")
            let taken = Journal<Int>()
            let first = taker(semaphore, 1, taken, on: loop)
            await turns()
            #expect(semaphore.description == "<Semaphore name='slots' locked waiters=1>")
            let second = taker(semaphore, 2, taken, on: loop)
            await turns()
            #expect(semaphore.description == "<Semaphore name='slots' locked waiters=2>")
            first.cancel()
            second.cancel()
        }
    }

    @Test("test_locks.SemaphoreTests.test_semaphore_value: a negative number of permits is an error.")
    func negativeValue() {
        let error = #expect(throws: InvalidValueError.self) { try TracedSemaphore(value: -1) }
        #expect(error?.description == "Semaphore initial value must be >= 0")
        #expect(throws: InvalidValueError.self) { try TracedSemaphore(value: -1, bounded: true) }
    }

    @Test(
        "test_locks.SemaphoreTests.test_acquire: as many hold a permit as there are; each release lets one more go on."
    )
    func acquire() async throws {
        try await onLoop { loop in
            let semaphore = try TracedSemaphore(value: 3)
            let taken = Journal<Int>()
            try await semaphore.acquire()
            try await semaphore.acquire()
            #expect(!semaphore.isLocked)
            let tasks = (1...3).map { taker(semaphore, $0, taken, on: loop) }
            await turns()
            #expect(taken.all == [1])
            #expect(semaphore.isLocked && semaphore.value == 0)
            #expect(semaphore.description.contains("waiters=2"))
            let fourth = taker(semaphore, 4, taken, on: loop)
            try semaphore.release()
            try semaphore.release()
            #expect(semaphore.value == 0)
            await turns()
            #expect(taken.all == [1, 2, 3])
            #expect(semaphore.isLocked && semaphore.value == 0)
            #expect(semaphore.description.contains("waiters=1"))
            #expect(tasks.allSatisfy { $0.isDone } && !fourth.isDone)
            try semaphore.release()
            try await fourth.value
        }
    }

    @Test(
        "test_locks.SemaphoreTests.test_acquire_cancel: a cancelled wait ends, and leaves no waiter behind.")
    func acquireCancel() async throws {
        try await onLoop { loop in
            let semaphore = try TracedSemaphore(name: "slots")
            try await semaphore.acquire()
            let task = loop.createTask { try await semaphore.acquire() }
            try loop.callSoon { task.cancel() }
            await #expect(throws: CancellationError.self) { try await task.value }
            #expect(semaphore.description == "<Semaphore name='slots' locked>")
        }
    }

    @Test(
        "test_locks.SemaphoreTests.test_acquire_cancel_before_awoken: a permit goes to the first waiter that is not cancelled."
    )
    func acquireCancelBeforeAwoken() async throws {
        try await onLoop { loop in
            let semaphore = try TracedSemaphore(value: 0)
            let taken = Journal<Int>()
            let tasks = (1...4).map { taker(semaphore, $0, taken, on: loop) }
            await turns()
            tasks[0].cancel()
            tasks[1].cancel()
            try semaphore.release()
            await turns(2)
            #expect(taken.all == [3])
            #expect(tasks[2].isDone && !tasks[3].isDone)
            tasks[3].cancel()
        }
    }

    @Test(
        "test_locks.SemaphoreTests.test_acquire_hang: a release after the cancellation of the first waiter wakes the second."
    )
    func acquireHang() async throws {
        try await onLoop { loop in
            let semaphore = try TracedSemaphore(value: 0)
            let taken = Journal<Int>()
            let first = taker(semaphore, 1, taken, on: loop)
            let second = taker(semaphore, 2, taken, on: loop)
            await turns()
            first.cancel()
            try semaphore.release()
            await turns(2)
            #expect(semaphore.isLocked && second.isDone)
            #expect(taken.all == [2])
        }
    }

    @Test(
        "test_locks.SemaphoreTests.test_acquire_no_hang: who is cancelled after he was handed a permit does not use it, nor lose it."
    )
    func acquireNoHang() async throws {
        try await onLoop { loop in
            let semaphore = try TracedSemaphore(value: 1)
            let entered = Journal<Int>()
            let second = Mutex<LoopTask<Void>?>(nil)
            let first = loop.createTask {
                try await semaphore.withPermit { await turns() }
                second.withLock { _ = $0?.cancel() }
            }
            let task = loop.createTask { try await semaphore.withPermit { entered.add(2) } }
            second.withLock { $0 = task }
            try await first.value
            await #expect(throws: CancellationError.self) { try await task.value }
            #expect(entered.all == [])
            #expect(semaphore.value == 1)
            try await semaphore.acquire()
        }
    }

    @Test(
        "test_locks.SemaphoreTests.test_release_not_acquired: a bounded semaphore refuses to get more permits than it had."
    )
    func releaseNotAcquired() throws {
        let semaphore = try TracedSemaphore(bounded: true)
        let error = #expect(throws: InvalidValueError.self) { try semaphore.release() }
        #expect(error?.description == "BoundedSemaphore released too many times")
        #expect(semaphore.value == 1)
        let free = try TracedSemaphore()
        try free.release()
        #expect(free.value == 2)
    }

    @Test(
        "test_locks.SemaphoreTests.test_release_no_waiters: a release makes a permit free for which nobody waits."
    )
    func releaseNoWaiters() async throws {
        let semaphore = try TracedSemaphore()
        try await semaphore.acquire()
        #expect(semaphore.isLocked)
        try semaphore.release()
        #expect(!semaphore.isLocked)
    }

    @Test(
        "test_locks.SemaphoreTests.test_acquire_fifo_order: who asks for a second permit stands behind those who wait for their first."
    )
    func fifoOrder() async throws {
        try await onLoop { loop in
            let semaphore = try TracedSemaphore(value: 1)
            let taken = Journal<String>()
            let tasks = ["c1", "c2", "c3"].map { name in
                loop.createTask {
                    for round in 1...2 {
                        try await semaphore.acquire()
                        taken.add("\(name)_\(round)")
                        await turns()
                        try semaphore.release()
                    }
                }
            }
            for task in tasks { try await task.value }
            #expect(taken.all == ["c1_1", "c2_1", "c3_1", "c1_2", "c2_2", "c3_2"])
        }
    }

    @Test(
        "test_locks.SemaphoreTests.test_acquire_fifo_order_2: who releases and asks again stands behind those who wait."
    )
    func fifoOrder2() async throws {
        try await onLoop { loop in
            let semaphore = try TracedSemaphore(value: 1)
            let taken = Journal<Int>()
            let first = taker(semaphore, 1, taken, on: loop)
            let second = loop.createTask {
                try await semaphore.acquire()
                taken.add(2)
                try semaphore.release()
                try await semaphore.acquire()
                taken.add(4)
            }
            let third = taker(semaphore, 3, taken, on: loop)
            await turns()
            try semaphore.release()
            try semaphore.release()
            for task in [first, second, third] { try await task.value }
            #expect(taken.all == [1, 2, 3, 4])
        }
    }

    @Test(
        "test_locks.SemaphoreTests.test_acquire_fifo_order_3: a cancelled waiter leaves the order of the others as it was."
    )
    func fifoOrder3() async throws {
        try await onLoop { loop in
            let semaphore = try TracedSemaphore(value: 0)
            let taken = Journal<Int>()
            let tasks = (1...3).map { taker(semaphore, $0, taken, on: loop) }
            await turns()
            tasks[0].cancel()
            await turns()
            try semaphore.release()
            try semaphore.release()
            for task in tasks { try? await task.value }
            #expect(taken.all == [2, 3])
        }
    }

    @Test(
        "test_locks.SemaphoreTests.test_acquire_fifo_order_4: nobody overtakes one who was woken, even where permits are free; then all of them wake."
    )
    func fifoOrder4() async throws {
        try await onLoop { loop in
            let semaphore = try TracedSemaphore(value: 0)
            let taken = Journal<Int>()
            let fourth = Mutex<LoopTask<Void>?>(nil)
            let first = loop.createTask {
                #expect(semaphore.value == 0)
                try await semaphore.acquire()
                #expect(semaphore.value == 0)
                let task = loop.createTask { taken.add(4) }
                fourth.withLock { $0 = task }
                taken.add(1)
            }
            let second = loop.createTask {
                for _ in 0..<3 { try semaphore.release() }
                #expect(semaphore.value == 2)
                // The first has not run yet.
                #expect(semaphore.isLocked)
                try await semaphore.acquire()
                taken.add(2)
            }
            let third = loop.createTask {
                try await semaphore.acquire()
                #expect(semaphore.isLocked)
                taken.add(3)
            }
            // It has its turn before the first, who is woken.
            let observer = loop.createTask {
                #expect(semaphore.value == 2)
                #expect(semaphore.description.contains("waiters=2"))
            }
            for task in [first, second, third, observer] { try await task.value }
            try await fourth.withLock { $0 }?.value
            #expect(taken.all == [1, 2, 3, 4])
        }
    }
}
