import TaskTracing
import Testing

/// What CPython's cases do not look at: use without an event loop, and names.
@Suite("TracedLock, TracedSemaphore, TracedCondition, TracedBarrier")
struct TracedLockTests {
    @Test("The primitives are named by their kind and a number, unless they are given a name.")
    func names() throws {
        #expect(TracedLock(name: "door").name == "door")
        #expect(TracedLock().name.hasPrefix("Lock-"))
        #expect(try TracedSemaphore().name.hasPrefix("Semaphore-"))
        #expect(try TracedBarrier(parties: 1).name.hasPrefix("Barrier-"))
        let condition = TracedCondition()
        #expect(condition.name.hasPrefix("Condition-"))
        #expect(condition.lock.name == "lock of \(condition.name)")
        #expect(TracedCondition(lock: TracedLock(name: "door")).lock.name == "door")
    }

    @Test("A scope returns what its body does, and gives the lock or permit back however the body ends.")
    func scopes() async throws {
        let lock = TracedLock()
        let semaphore = try TracedSemaphore(value: 1, bounded: true)
        #expect(try await lock.withLock { 42 } == 42)
        #expect(try await semaphore.withPermit { 42 } == 42)
        await #expect(throws: SomeError(number: 1)) { try await lock.withLock { throw SomeError(number: 1) } }
        await #expect(throws: SomeError(number: 2)) {
            try await semaphore.withPermit { throw SomeError(number: 2) }
        }
        let cancelled = Task {
            cancelCurrentTask()
            try await lock.withLock {
                try await semaphore.withPermit { try await Task.sleep(for: .seconds(60)) }
            }
        }
        await #expect(throws: CancellationError.self) { try await cancelled.value }
        #expect(!lock.isLocked && semaphore.value == 1)
    }

    @Test("A scope whose lock was released inside says so, unless its body has to say something else.")
    func releasedInside() async throws {
        let lock = TracedLock()
        await #expect(throws: LockNotAcquired.self) { try await lock.withLock { try lock.release() } }
        await #expect(throws: SomeError.self) {
            try await lock.withLock {
                try lock.release()
                throw SomeError()
            }
        }
        let semaphore = try TracedSemaphore(bounded: true)
        await #expect(throws: InvalidValueError.self) {
            try await semaphore.withPermit { try semaphore.release() }
        }
    }

    @Test("A scope keeps its body where the caller is.")
    @MainActor func isolation() async throws {
        var count = 0
        try await TracedLock().withLock {
            MainActor.assertIsolated()
            count += 1
        }
        try await TracedSemaphore().withPermit { count += 1 }
        try await TracedCondition().withLock { count += 1 }
        #expect(count == 3)
    }

    @Test("A free lock is taken without a wait, even by a cancelled task; one that is held is not.")
    func cancelledTask() async throws {
        let lock = TracedLock()
        try await Task {
            cancelCurrentTask()
            try await lock.acquire()
        }.value
        #expect(lock.isLocked)
        await #expect(throws: CancellationError.self) {
            try await Task {
                cancelCurrentTask()
                try await lock.acquire()
            }.value
        }
        try lock.release()
        #expect(!lock.isLocked)
    }

    @Test("Any task may release a lock.")
    func releasedByAnother() async throws {
        let lock = TracedLock()
        try await lock.acquire()
        try await Task.detached { try lock.release() }.value
        #expect(!lock.isLocked)
    }

    @Test("A cancelled task that waits on a condition gives the lock to others before it has it again.")
    func cancelledBeforeWait() async throws {
        let condition = TracedCondition()
        let happenings = Happenings()
        try await condition.acquire()
        let other = Task {
            try await condition.withLock { happenings.add("other") }
        }
        #expect(try await eventually { condition.lock.description.contains("waiters=1") })
        let task = Task {
            cancelCurrentTask()
            await #expect(throws: CancellationError.self) { try await condition.wait() }
            happenings.add("waited")
            try condition.release()
        }
        try await task.value
        try await other.value
        #expect(happenings.all == ["other", "waited"])
    }

    @Test("Tasks of two loops and of none share a barrier and a lock.", .timeLimit(.minutes(1)))
    func loops() async throws {
        let barrier = try TracedBarrier(parties: 3)
        let lock = TracedLock()
        let happenings = Happenings()
        @Sendable func take(_ name: String) async throws {
            try await barrier.wait()
            try await lock.withLock {
                happenings.add(name)
                await Task.yield()
                happenings.add(name)
            }
        }
        async let first: Void = EventLoop.run { _ in try await take("first") }
        async let second: Void = EventLoop.run { _ in try await take("second") }
        async let none: Void = take("none")
        _ = try await (first, second, none)
        let all = happenings.all
        #expect(all.count == 6)
        for index in stride(from: 0, to: 6, by: 2) { #expect(all[index] == all[index + 1]) }
    }
}
