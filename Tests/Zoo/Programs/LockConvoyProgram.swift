import TaskTracing

/// Many tasks that take one lock for each little thing, and wait for each other nearly all the time.
enum LockConvoyProgram: ZooProgram {
    static let rule = "lock-convoy"
    static let tracesItself = true

    static func planted() async throws {
        let counter = TracedLock(name: "counter")
        try await withThrowingTaskGroup { group in
            for number in 1...8 {
                group.addTask(name: "worker-\(number)") { try await count(with: counter) }
            }
            try await group.waitForAll()
        }
    }

    private static func count(with counter: TracedLock) async throws {
        for _ in 1...40 {
            try await counter.withLock { spin(500) }  // culprit: lock-convoy
        }
    }

    static func healthy() async throws {
        let counter = TracedLock(name: "counter")
        try await withThrowingTaskGroup { group in
            for number in 1...8 {
                group.addTask(name: "worker-\(number)") { try await countOnce(with: counter) }
            }
            try await group.waitForAll()
        }
    }

    /// Counts for itself, and adds that up under the lock at the end.
    private static func countOnce(with counter: TracedLock) async throws {
        for _ in 1...40 {
            spin(500)
            await Task.yield()
        }
        try await counter.withLock {}
    }

    private static func spin(_ microseconds: Int) {
        let end = ContinuousClock.now + .microseconds(microseconds)
        while ContinuousClock.now < end {}
    }
}
