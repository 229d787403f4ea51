import TaskTracing

/// A lock that is not released on the way out by an error.
enum LockHeldAtEndProgram: ZooProgram {
    static let rule = "lock-held-at-end"
    static let tracesItself = true

    private struct Refused: Error {}

    static func planted() async throws {
        let file = TracedLock(name: "file")
        let writer = Task(name: "writer") { try? await write(file) }
        await writer.value
        await rest(10)
    }

    private static func write(_ file: TracedLock) async throws {
        try await file.acquire()  // culprit: lock-held-at-end
        try refuse()
        try file.release()
    }

    private static func refuse() throws { throw Refused() }

    static func healthy() async throws {
        let file = TracedLock(name: "file")
        let writer = Task(name: "writer") { try? await file.withLock { try refuse() } }
        await writer.value
    }
}
