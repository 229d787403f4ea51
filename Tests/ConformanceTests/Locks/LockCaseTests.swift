import TaskTracing
import Testing

/// Starts a task that takes the lock, says so, and keeps it.
private func taker(_ lock: TracedLock, _ number: Int, _ taken: Journal<Int>, on loop: EventLoop) -> LoopTask<
    Void
> {
    loop.createTask {
        try await lock.acquire()
        taken.add(number)
    }
}

@Suite("test_locks.LockTests", .timeLimit(.minutes(1)))
struct LockCaseTests {
    @Test("test_locks.LockTests.test_repr: a lock says whether it is locked.")
    func description() async throws {
        let lock = TracedLock(name: "door")
        #expect(lock.description == "<Lock name='door' unlocked>")
        try await lock.acquire()
        #expect(lock.description == "<Lock name='door' locked>")
    }

    @Test("test_locks.LockTests.test_acquire: each release lets one go on, in the order in which they came.")
    func acquire() async throws {
        try await onLoop { loop in
            let lock = TracedLock()
            let taken = Journal<Int>()
            try await lock.acquire()
            let first = taker(lock, 1, taken, on: loop)
            let second = taker(lock, 2, taken, on: loop)
            await turns()
            #expect(taken.all == [])
            try lock.release()
            await turns()
            #expect(taken.all == [1])
            await turns()
            #expect(taken.all == [1])
            let third = taker(lock, 3, taken, on: loop)
            try lock.release()
            await turns()
            #expect(taken.all == [1, 2])
            try lock.release()
            await turns()
            #expect(taken.all == [1, 2, 3])
            #expect(first.isDone && second.isDone && third.isDone)
        }
    }

    @Test("test_locks.LockTests.test_acquire_cancel: a cancelled wait ends, and leaves no waiter behind.")
    func acquireCancel() async throws {
        try await onLoop { loop in
            let lock = TracedLock(name: "door")
            try await lock.acquire()
            let task = loop.createTask { try await lock.acquire() }
            try loop.callSoon { task.cancel() }
            await #expect(throws: CancellationError.self) { try await task.value }
            #expect(lock.description == "<Lock name='door' locked>")
        }
    }

    @Test(
        "test_locks.LockTests.test_cancel_race: a release beside the cancellation of the first waiter goes to the second."
    )
    func cancelRace() async throws {
        try await onLoop { loop in
            let lock = TracedLock(name: "door")
            let blocker = TracedEvent()
            @Sendable func holder(_ blocker: TracedEvent? = nil) -> LoopTask<Void> {
                loop.createTask { try await lock.withLock { try await blocker?.wait() } }
            }
            let a = holder(blocker)
            await turns()
            #expect(lock.isLocked)
            let b = holder()
            await turns()
            #expect(lock.description.contains("waiters=1"))
            let c = holder()
            await turns()
            #expect(lock.description.contains("waiters=2"))

            blocker.set()
            b.cancel()
            #expect(lock.description.contains("waiters=1"))
            await turns()
            #expect(a.isDone)
            try await c.value
            #expect(b.isCancelled)
            #expect(!lock.isLocked)
        }
    }

    @Test(
        "test_locks.LockTests.test_cancel_release_race: a waiter that is cancelled just before the release takes no lock along."
    )
    func cancelReleaseRace() async throws {
        try await onLoop { loop in
            let lock = TracedLock()
            let called = Journal<Int>()
            let taken = Journal<Int>()
            try await lock.acquire()
            let tasks = (1...3).map { number in
                loop.createTask {
                    called.add(number)
                    try await lock.acquire()
                    taken.add(number)
                }
            }
            await turns()
            try loop.callSoon {
                tasks[0].cancel()
                try lock.release()
            }
            await #expect(throws: CancellationError.self) { try await tasks[0].value }
            await turns()
            #expect(taken.all == [2] && called.all == [1, 2, 3])
            #expect(tasks[0].isCancelled && tasks[1].isDone && !tasks[2].isDone)
            tasks[2].cancel()
            await turns()
            #expect(tasks[2].isCancelled)
        }
    }

    @Test(
        "test_locks.LockTests.test_finished_waiter_cancelled: who is cancelled after he was woken passes his turn on."
    )
    func finishedWaiterCancelled() async throws {
        try await onLoop { loop in
            let lock = TracedLock(name: "door")
            try await lock.acquire()
            let b = loop.createTask { try await lock.acquire() }
            await turns()
            #expect(lock.description.contains("waiters=1"))
            let c = loop.createTask { try await lock.acquire() }
            // CPython's order, and the one in which the waiter is woken already.
            b.cancel()
            try lock.release()
            await turns(2)
            #expect(lock.isLocked && b.isCancelled)
            try await c.value

            let d = loop.createTask { try await lock.acquire() }
            let e = loop.createTask { try await lock.acquire() }
            await turns()
            try lock.release()
            d.cancel()
            await #expect(throws: CancellationError.self) { try await d.value }
            try await e.value
            #expect(lock.description == "<Lock name='door' locked>")
        }
    }

    @Test("test_locks.LockTests.test_release_not_acquired: releasing a free lock is an error.")
    func releaseNotAcquired() {
        let error = #expect(throws: LockNotAcquired.self) { try TracedLock().release() }
        #expect(error?.description == "Lock is not acquired.")
    }

    @Test("test_locks.LockTests.test_release_no_waiters: a release makes a lock free for which nobody waits.")
    func releaseNoWaiters() async throws {
        let lock = TracedLock()
        try await lock.acquire()
        #expect(lock.isLocked)
        try lock.release()
        #expect(!lock.isLocked)
    }

    @Test("test_locks.LockTests.test_context_manager: the lock is held inside its scope, and free after it.")
    func scope() async throws {
        let lock = TracedLock()
        #expect(!lock.isLocked)
        try await lock.withLock { #expect(lock.isLocked) }
        #expect(!lock.isLocked)
        await #expect(throws: SomeError.self) { try await lock.withLock { throw SomeError() } }
        #expect(!lock.isLocked)
    }
}
