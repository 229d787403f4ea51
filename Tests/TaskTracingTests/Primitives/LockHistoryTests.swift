import Testing

@testable import TaskTracing

@Suite("Histories of permits")
struct PermitHistoryTests {
    private func history(_ operations: (PermitHistory.Action, Int, Int)...) -> PermitHistory {
        PermitHistory(
            permits: 1,
            operations: operations.map { PermitHistory.Operation(action: $0, began: $1, ended: $2) })
    }

    @Test("A permit that two have at the same time is found, and one that is handed over is not.")
    func exclusion() {
        #expect(!history((.take, 1, 2), (.take, 3, 4), (.give, 5, 6), (.give, 7, 8)).isLinearizable)
        #expect(history((.take, 1, 2), (.take, 3, 6), (.give, 4, 5), (.give, 7, 8)).isLinearizable)
        #expect(!history((.take, 1, 2), (.take, 3, 4), (.give, 5, 6)).isLinearizable)
    }

    @Test("A count that was never so is found; one that may have been so during the call is not.")
    func read() {
        #expect(!history((.take, 1, 2), (.read(1), 3, 4), (.give, 5, 6)).isLinearizable)
        #expect(history((.take, 1, 2), (.read(1), 3, 6), (.give, 4, 5)).isLinearizable)
        #expect(!history((.take, 1, 2), (.give, 3, 4), (.read(0), 5, 6)).isLinearizable)
    }

    @Test("A cancelled wait may have had the permit for a moment, and must not keep it.")
    func cancelled() {
        #expect(history((.cancelledTake, 1, 4), (.read(0), 2, 3), (.read(1), 5, 6)).isLinearizable)
        #expect(!history((.cancelledTake, 1, 4), (.read(0), 5, 6)).isLinearizable)
        #expect(history((.take, 1, 2), (.cancelledTake, 3, 4), (.give, 5, 6)).isLinearizable)
    }
}

/// Few operations of tasks on many threads, many times: each time there must be an order that explains them.
@Suite("Locks are linearizable")
struct LockHistoryTests {
    /// Runs four tasks that take, hold, give and look, of which some are cancelled.
    private func run(
        permits: Int, take: @escaping @Sendable () async throws -> Void,
        give: @escaping @Sendable () throws -> Void, read: @escaping @Sendable () -> Int
    ) async throws -> PermitHistory {
        let recorder = PermitHistoryRecorder()
        let crowd = Crowd()
        for _ in 0..<4 {
            crowd.start { _ in
                for _ in 0..<3 {
                    if Bool.random() { await Task.yield() }
                    if Int.random(in: 0..<3) == 0 { recorder.read(read) }
                    guard await recorder.take(take) else { return }
                    if Bool.random() { await Task.yield() }
                    try recorder.give(give)
                    // Often one to whom the permit was just handed.
                    if Int.random(in: 0..<6) == 0 { crowd.cancel(Int.random(in: 0..<4)) }
                }
            }
        }
        for _ in 0..<Int.random(in: 0..<4) { await Task.yield() }
        crowd.cancel(Int.random(in: 0..<8))
        _ = await crowd.finish()
        recorder.read(read)
        return recorder.history(permits: permits)
    }

    @Test("Whatever tasks do with a lock, also cancelled ones, it could have been done one after the other.")
    func lock() async throws {
        for _ in 0..<300 {
            let lock = TracedLock()
            let history = try await run(
                permits: 1, take: { try await lock.acquire() }, give: { try lock.release() },
                read: { lock.isLocked ? 0 : 1 })
            guard history.isLinearizable else { return unexpected("\(history.operations)") }
        }
    }

    @Test(
        "Whatever tasks do with a semaphore, also cancelled ones, it could have been done one after the other."
    )
    func semaphore() async throws {
        for _ in 0..<300 {
            let semaphore = try TracedSemaphore(value: 2, bounded: true)
            let history = try await run(
                permits: 2, take: { try await semaphore.acquire() }, give: { try semaphore.release() },
                read: { semaphore.value })
            guard history.isLinearizable else { return unexpected("\(history.operations)") }
        }
    }

    /// Starts `count` tasks that wait one behind the other, and tells the numbers of those that got it, in order,
    /// while every third is cancelled.
    private func order(
        of count: Int, take: @escaping @Sendable () async throws -> Void,
        give: @escaping @Sendable () throws -> Void, waiting: () -> Int
    ) async throws -> (got: [Int], cancelled: Set<Int>) {
        let got = Happenings()
        try await take()
        var tasks: [Task<Void, any Error>] = []
        for number in 0..<count {
            tasks.append(
                Task.detached {
                    try await take()
                    got.add("\(number)")
                    try give()
                })
            while waiting() <= number { await Task.yield() }
        }
        let canceller = Task.detached { [tasks] in
            for task in stride(from: 0, to: count, by: 3).map({ tasks[$0] }) { task.cancel() }
        }
        try give()
        await canceller.value
        var cancelled: Set<Int> = []
        for (number, task) in tasks.enumerated() {
            if case .failure = await task.result { cancelled.insert(number) }
        }
        return (got.all.compactMap { Int($0) }, cancelled)
    }

    @Test("Those who wait for a lock get it in their order, while others are cancelled; nobody is left out.")
    func orderOfLock() async throws {
        for _ in 0..<10 {
            let lock = TracedLock()
            let (got, cancelled) = try await order(
                of: 100, take: { try await lock.acquire() }, give: { try lock.release() },
                waiting: { lock.storage.waiterCount })
            #expect(got == (0..<100).filter { !cancelled.contains($0) })
            #expect(cancelled.allSatisfy { $0 % 3 == 0 })
            #expect(!lock.isLocked)
        }
    }

    @Test(
        "Those who wait for a permit get it in their order, while others are cancelled; nobody is left out.")
    func orderOfSemaphore() async throws {
        for _ in 0..<10 {
            let storage = SemaphoreStorage(value: 1, bounded: true)
            let place = SourceLocation(#function, #fileID, #line)
            let (got, cancelled) = try await order(
                of: 100, take: { try await storage.acquire(place) }, give: { try storage.release(place) },
                waiting: { storage.waiterCount })
            #expect(got == (0..<100).filter { !cancelled.contains($0) })
            #expect(cancelled.allSatisfy { $0 % 3 == 0 })
            #expect(storage.value == 1 && !storage.isLocked)
        }
    }
}
