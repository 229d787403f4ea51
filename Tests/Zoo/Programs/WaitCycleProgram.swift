import TaskTracing

/// Two transfers that take the same two locks, one after the other, in opposite order.
enum WaitCycleProgram: ZooProgram {
    static let rule = "wait-cycle"
    static let tracesItself = true

    private struct Account {
        let lock: TracedLock
        init(_ name: String) { lock = TracedLock(name: name) }
    }

    static func planted() async throws {
        let (savings, checking) = (Account("savings"), Account("checking"))
        let both = try TracedBarrier(parties: 2)
        _ = Task(name: "deposit") { try await transfer(from: savings, to: checking, both) }
        _ = Task(name: "withdrawal") { try await transfer(from: checking, to: savings, both) }
        await rest(60)
    }

    private static func transfer(
        from source: Account, to target: Account, _ both: TracedBarrier
    ) async throws {
        try await source.lock.withLock {
            try await both.wait()
            try await target.lock.acquire()  // culprit: wait-cycle
            try target.lock.release()
        }
    }

    static func healthy() async throws {
        let (savings, checking) = (Account("savings"), Account("checking"))
        async let deposit: Void = transferInOrder(savings, checking)
        async let withdrawal: Void = transferInOrder(savings, checking)
        _ = try await (deposit, withdrawal)
    }

    /// Whoever transfers whereto, the locks are taken in one order.
    private static func transferInOrder(_ first: Account, _ second: Account) async throws {
        try await first.lock.withLock {
            await rest(2)
            try await second.lock.withLock { await rest(2) }
        }
    }
}
