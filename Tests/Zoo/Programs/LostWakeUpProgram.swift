import TaskTracing

/// A task that waits for a condition without having looked whether what it waits for is there already.
enum LostWakeUpProgram: ZooProgram {
    static let rule = "lost-wake-up"
    static let tracesItself = true

    private actor Letter {
        private(set) var isThere = false
        func arrive() { isThere = true }
    }

    static func planted() async throws {
        let (letter, arrived) = (Letter(), TracedCondition(name: "arrived"))
        try await deliver(letter, arrived)
        _ = Task(name: "reader") { try await read(arrived) }
        await rest(200)
    }

    private static func deliver(_ letter: Letter, _ arrived: TracedCondition) async throws {
        try await arrived.withLock {
            await letter.arrive()
            try arrived.notifyAll()
        }
    }

    private static func read(_ arrived: TracedCondition) async throws {
        try await arrived.withLock {
            try await arrived.wait()  // culprit: lost-wake-up
        }
    }

    static func healthy() async throws {
        let (letter, arrived) = (Letter(), TracedCondition(name: "arrived"))
        try await deliver(letter, arrived)
        let reader = Task(name: "reader") { try await readIfThere(letter, arrived) }
        try await reader.value
    }

    private static func readIfThere(_ letter: Letter, _ arrived: TracedCondition) async throws {
        try await arrived.withLock {
            while await !letter.isThere { try await arrived.wait() }
        }
    }
}
