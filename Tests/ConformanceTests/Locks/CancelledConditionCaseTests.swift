import Synchronization
import TaskTracing
import Testing

/// What a cancellation does to a task that waits on a condition, and to the others.
@Suite("test_locks.ConditionTests, cancelled", .timeLimit(.minutes(1)))
struct CancelledConditionCaseTests {
    /// A task that waits for what never comes; what the wait has thrown, it throws on.
    private func hopeless(_ condition: TracedCondition, _ thrown: Journal<String>, on loop: EventLoop)
        -> LoopTask<Void>
    {
        loop.createTask {
            try await condition.withLock {
                do {
                    try await condition.wait(until: { false })
                } catch {
                    thrown.add("\(type(of: error)), \(condition.isLocked)")
                    throw error
                }
            }
        }
    }

    @Test(
        "test_locks.ConditionTests.test_cancelled_error_wakeup: a wait cancelled before a notification throws its cancellation."
    )
    func cancelledErrorWakeup() async throws {
        try await onLoop { loop in
            let condition = TracedCondition()
            let thrown = Journal<String>()
            let task = hopeless(condition, thrown, on: loop)
            await turns()
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            #expect(thrown.all == ["CancellationError, true"])
            #expect(task.isCancelled && !condition.isLocked)
        }
    }

    @Test(
        "test_locks.ConditionTests.test_cancelled_error_re_aquire: a wait cancelled on its way back to the lock throws its cancellation."
    )
    func cancelledErrorReacquire() async throws {
        try await onLoop { loop in
            let condition = TracedCondition()
            let thrown = Journal<String>()
            let task = hopeless(condition, thrown, on: loop)
            await turns()
            try await condition.acquire()
            try condition.notify()
            await turns()
            task.cancel()
            #expect(thrown.all == [])
            try condition.release()
            await #expect(throws: CancellationError.self) { try await task.value }
            #expect(thrown.all == ["CancellationError, true"])
            #expect(task.isCancelled && !condition.isLocked)
        }
    }

    /// Two consumers wait for an item. The first is notified of one, and cancelled `turnsLater`: then the other must
    /// be told of it.
    private func loseNoItem(turnsLater: Int) async throws {
        try await onLoop { loop in
            let condition = TracedCondition()
            let items = Mutex(0)
            let consumers = (0..<2).map { _ in
                loop.createTask {
                    try await condition.withLock {
                        while true {
                            try await condition.wait(until: { items.withLock { $0 != 0 } })
                            if items.withLock({ $0 < 0 }) { return }
                            items.withLock { $0 -= 1 }
                        }
                    }
                }
            }
            await turns()
            try await condition.withLock {
                items.withLock { $0 += 1 }
                try condition.notify(1)
                await turns(turnsLater)
                consumers[0].cancel()
                // Gives the lock away until the item is consumed, or for long: nobody tells when.
                let wait = loop.createTask { try await condition.wait(until: { items.withLock { $0 == 0 } }) }
                loop.createTask {
                    for _ in 0..<2000 where items.withLock({ $0 != 0 }) {
                        try await Task.sleep(for: .milliseconds(1))
                    }
                    wait.cancel()
                }
                try? await wait.value
                #expect(items.withLock { $0 } == 0)
                items.withLock { $0 = -1 }
                try condition.notifyAll()
            }
            try await consumers[1].value
            #expect(consumers[0].isCancelled)
        }
    }

    @Test(
        "test_locks.ConditionTests.test_cancelled_wakeup: a notification of one who is cancelled at the same time goes to another."
    )
    func cancelledWakeup() async throws {
        try await loseNoItem(turnsLater: 0)
    }

    @Test(
        "test_locks.ConditionTests.test_cancelled_wakeup_relock: a notification of one who is cancelled before he has the lock goes to another."
    )
    func cancelledWakeupRelock() async throws {
        try await loseNoItem(turnsLater: 1)
    }
}
