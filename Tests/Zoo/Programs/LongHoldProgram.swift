import TaskTracing

/// A lock that is held during a long computation, while others wait for it.
enum LongHoldProgram: ZooProgram {
    static let rule = "long-hold"
    static let tracesItself = true

    static func planted() async throws {
        let table = TracedLock(name: "table")
        async let rebuilt: Void = rebuild(table)
        await rest(20)
        async let read: Void = read(table)
        _ = try await (rebuilt, read)
    }

    private static func rebuild(_ table: TracedLock) async throws {
        try await table.withLock {  // culprit: long-hold
            for _ in 1...5 {
                compute(35)
                await rest(1)
            }
        }
    }

    private static func read(_ table: TracedLock) async throws {
        try await table.withLock {}
    }

    static func healthy() async throws {
        let table = TracedLock(name: "table")
        async let rebuilt: Void = rebuildBeside(table)
        await rest(20)
        async let read: Void = read(table)
        _ = try await (rebuilt, read)
    }

    private static func rebuildBeside(_ table: TracedLock) async throws {
        for _ in 1...5 {
            compute(35)
            await rest(1)
        }
        try await table.withLock {}
    }
}
