import TaskTracing

/// A lock that is held while its holder waits for an answer from elsewhere.
enum LockAcrossAwaitProgram: ZooProgram {
    static let rule = "lock-across-await"
    static let tracesItself = true

    static func planted() async throws {
        let cache = TracedLock(name: "cache")
        try await withThrowingTaskGroup { group in
            for number in 1...4 {
                group.addTask(name: "request-\(number)") { try await answer(cache) }
            }
            try await group.waitForAll()
        }
    }

    private static func answer(_ cache: TracedLock) async throws {
        try await cache.withLock {  // culprit: lock-across-await
            await fetch()
        }
    }

    private static func fetch() async { await rest(60) }

    static func healthy() async throws {
        let cache = TracedLock(name: "cache")
        try await withThrowingTaskGroup { group in
            for number in 1...4 {
                group.addTask(name: "request-\(number)") { try await answerFetchedBefore(cache) }
            }
            try await group.waitForAll()
        }
    }

    private static func answerFetchedBefore(_ cache: TracedLock) async throws {
        await fetch()
        try await cache.withLock {}
    }
}
