import Synchronization
import TaskTracing
import Testing

/// Starts a task that waits on the condition and says when it goes on; then it keeps the lock, or not.
private func waiter(
    _ condition: TracedCondition, _ number: Int, _ woken: Journal<Int>, on loop: EventLoop,
    keepsLock: Bool = false
) -> LoopTask<Void> {
    loop.createTask {
        try await condition.acquire()
        try await condition.wait()
        woken.add(number)
        if !keepsLock { try condition.release() }
    }
}

@Suite("test_locks.ConditionTests", .timeLimit(.minutes(1)))
struct ConditionCaseTests {
    @Test(
        "test_locks.ConditionTests.test_wait: who is notified goes on once he has the lock again, one after the other."
    )
    func wait() async throws {
        try await onLoop { loop in
            let condition = TracedCondition()
            let woken = Journal<Int>()
            let tasks = (1...3).map { waiter(condition, $0, woken, on: loop, keepsLock: true) }
            await turns()
            #expect(woken.all == [] && !condition.isLocked)
            try await condition.acquire()
            try condition.notify()
            await turns()
            #expect(woken.all == [] && condition.isLocked)
            try condition.release()
            await turns()
            #expect(woken.all == [1] && condition.isLocked)
            try condition.notify(2)
            await turns()
            #expect(woken.all == [1] && condition.isLocked)
            try condition.release()
            await turns()
            #expect(woken.all == [1, 2] && condition.isLocked)
            try condition.release()
            await turns()
            #expect(woken.all == [1, 2, 3] && condition.isLocked)
            #expect(tasks.allSatisfy { $0.isDone })
        }
    }

    @Test("test_locks.ConditionTests.test_wait_cancel: a cancelled wait ends with the lock held again.")
    func waitCancel() async throws {
        try await onLoop { loop in
            let condition = TracedCondition(name: "stock")
            try await condition.acquire()
            let task = loop.createTask { try await condition.wait() }
            try loop.callSoon { task.cancel() }
            await #expect(throws: CancellationError.self) { try await task.value }
            #expect(condition.description == "<Condition name='stock' locked>")
        }
    }

    @Test(
        "test_locks.ConditionTests.test_wait_cancel_contested: who is cancelled while he waits for the lock again gets it all the same."
    )
    func waitCancelContested() async throws {
        try await onLoop { loop in
            let condition = TracedCondition()
            try await condition.acquire()
            let task = loop.createTask { try await condition.wait() }
            await turns()
            #expect(!condition.isLocked)
            try await condition.acquire()
            #expect(condition.isLocked)
            try condition.notify()
            try loop.callSoon { task.cancel() }
            try loop.callSoon { try condition.release() }
            await #expect(throws: CancellationError.self) { try await task.value }
            #expect(condition.isLocked)
        }
    }

    @Test(
        "test_locks.ConditionTests.test_wait_cancel_after_notify: a cancellation between notification and lock is not forgotten."
    )
    func waitCancelAfterNotify() async throws {
        try await onLoop { loop in
            let condition = TracedCondition()
            let reached = Journal<Int>()
            let task = loop.createTask {
                try await condition.withLock {
                    reached.add(1)
                    try await condition.wait()
                }
            }
            await turns()
            try await condition.acquire()
            try condition.notify()
            await turns()
            task.cancel()
            await turns()
            #expect(!task.isDone)
            try condition.release()
            await turns()
            #expect(task.isCancelled && reached.all == [1])
            #expect(!condition.isLocked)
        }
    }

    @Test("test_locks.ConditionTests.test_wait_unacquired: waiting without the lock is an error.")
    func waitUnacquired() async throws {
        let error = await #expect(throws: LockNotAcquired.self) { try await TracedCondition().wait() }
        #expect(error?.description == "cannot wait on un-acquired lock")
    }

    @Test(
        "test_locks.ConditionTests.test_wait_for: a notification before the predicate is true wakes in vain.")
    func waitFor() async throws {
        try await onLoop { loop in
            let condition = TracedCondition()
            let isReady = Mutex(false)
            let woken = Journal<Int>()
            @Sendable func look() -> Bool { isReady.withLock { $0 } }
            let task = loop.createTask {
                try await condition.acquire()
                try await condition.wait(until: look)
                woken.add(1)
                try condition.release()
            }
            await turns()
            #expect(woken.all == [])
            try await condition.acquire()
            try condition.notify()
            try condition.release()
            await turns()
            #expect(woken.all == [])
            isReady.withLock { $0 = true }
            try await condition.acquire()
            try condition.notify()
            try condition.release()
            await turns()
            #expect(woken.all == [1] && task.isDone)
        }
    }

    @Test("test_locks.ConditionTests.test_wait_for_unacquired: only who really has to wait needs the lock.")
    func waitForUnacquired() async throws {
        let condition = TracedCondition()
        try await condition.wait(until: { true })
        #expect(try await condition.wait(for: { [1, 2, 3] }) == [1, 2, 3])
        await #expect(throws: LockNotAcquired.self) { try await condition.wait(until: { false }) }
        await #expect(throws: LockNotAcquired.self) { try await condition.wait(for: { nil as Int? }) }
    }

    @Test("test_locks.ConditionTests.test_notify: as many go on as are notified, and all if they are fewer.")
    func notify() async throws {
        try await onLoop { loop in
            let condition = TracedCondition()
            let woken = Journal<Int>()
            let tasks = (1...3).map { waiter(condition, $0, woken, on: loop) }
            await turns()
            #expect(woken.all == [])
            try await condition.acquire()
            try condition.notify(1)
            try condition.release()
            await turns()
            #expect(woken.all == [1])
            try await condition.acquire()
            try condition.notify(1)
            try condition.notify(2048)
            try condition.release()
            await turns()
            #expect(woken.all == [1, 2, 3])
            #expect(tasks.allSatisfy { $0.isDone })
        }
    }

    @Test("test_locks.ConditionTests.test_notify_all: all go on, in the order in which they came.")
    func notifyAll() async throws {
        try await onLoop { loop in
            let condition = TracedCondition()
            let woken = Journal<Int>()
            let tasks = (1...2).map { waiter(condition, $0, woken, on: loop) }
            await turns()
            #expect(woken.all == [])
            try await condition.acquire()
            try condition.notifyAll()
            try condition.release()
            await turns()
            #expect(woken.all == [1, 2])
            #expect(tasks.allSatisfy { $0.isDone })
        }
    }

    @Test("test_locks.ConditionTests.test_notify_unacquired: notifying without the lock is an error.")
    func notifyUnacquired() {
        let error = #expect(throws: LockNotAcquired.self) { try TracedCondition().notify() }
        #expect(error?.description == "cannot notify on un-acquired lock")
    }

    @Test("test_locks.ConditionTests.test_notify_all_unacquired: notifying all without the lock is an error.")
    func notifyAllUnacquired() {
        #expect(throws: LockNotAcquired.self) { try TracedCondition().notifyAll() }
    }

    @Test("test_locks.ConditionTests.test_repr: a condition says whether it is locked, and how many wait.")
    func description() async throws {
        try await onLoop { loop in
            let condition = TracedCondition(name: "stock")
            #expect(condition.description == "<Condition name='stock' unlocked>")
            try await condition.acquire()
            #expect(condition.description == "<Condition name='stock' locked>")
            try condition.release()
            let woken = Journal<Int>()
            let first = waiter(condition, 1, woken, on: loop)
            await turns()
            #expect(condition.description == "<Condition name='stock' unlocked waiters=1>")
            let second = waiter(condition, 2, woken, on: loop)
            await turns()
            #expect(condition.description == "<Condition name='stock' unlocked waiters=2>")
            try await condition.withLock { try condition.notifyAll() }
            try await first.value
            try await second.value
        }
    }

    @Test(
        "test_locks.ConditionTests.test_context_manager: the lock is held inside the condition's scope, and free after it."
    )
    func scope() async throws {
        let condition = TracedCondition()
        #expect(!condition.isLocked)
        try await condition.withLock { #expect(condition.isLocked) }
        #expect(!condition.isLocked)
    }

    @Test(
        "test_locks.ConditionTests.test_explicit_lock: a condition and the lock it was given are locked together."
    )
    func explicitLock() async throws {
        let own = TracedCondition()
        let lock = TracedLock()
        for (lock, condition) in [(own.lock, own), (lock, TracedCondition(lock: lock))] {
            #expect(condition.lock === lock)
            #expect(!lock.isLocked && !condition.isLocked)
            try await condition.withLock { #expect(lock.isLocked && condition.isLocked) }
            #expect(!lock.isLocked && !condition.isLocked)
            try await lock.withLock { #expect(lock.isLocked && condition.isLocked) }
            #expect(!lock.isLocked && !condition.isLocked)
        }
    }

    @Test(
        "test_locks.ConditionTests.test_timeout_in_block: a wait that ends by a timeout leaves its scope as any other."
    )
    func timeoutInBlock() async throws {
        try await onLoop { loop in
            let condition = TracedCondition()
            try await condition.withLock {
                let wait = loop.createTask { try await condition.wait() }
                try loop.callLater(.milliseconds(5)) { wait.cancel() }
                await #expect(throws: CancellationError.self) { try await wait.value }
                #expect(condition.isLocked)
            }
            #expect(!condition.isLocked)
        }
    }
}
