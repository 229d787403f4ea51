import TaskTracing

/// A task in the background holds a lock while one that a user waits for wants it.
enum PriorityInversionProgram: ZooProgram {
    static let rule = "priority-inversion"
    static let tracesItself = true

    static func planted() async throws { try await run(heldFor: 60) }
    static func healthy() async throws { try await run(heldFor: 2) }

    private static func run(heldFor milliseconds: Int) async throws {
        let lock = TracedLock(name: "settings")
        let saver = Task(name: "saver", priority: .background) { try await save(lock, milliseconds) }
        await rest(20)
        let reader = Task(name: "reader", priority: .high) { try await lock.withLock {} }
        try await reader.value
        try await saver.value
    }

    private static func save(_ lock: TracedLock, _ milliseconds: Int) async throws {
        try await lock.withLock {  // culprit: priority-inversion
            await rest(20)
            await rest(milliseconds)
        }
    }
}
