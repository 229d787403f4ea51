import TaskTracing

/// A task of a loop that is closed while the task waits.
enum DestroyedPendingProgram: ZooProgram {
    static let rule = "destroyed-pending"
    static let tracesItself = true

    static func planted() async throws {
        let letters = TracedQueue<Int>(name: "letters")
        let loop = EventLoop()
        start(loop, letters)
        await run(loop, for: 20)
        try loop.close()
        await rest(20)
    }

    private static func start(_ loop: EventLoop, _ letters: TracedQueue<Int>) {
        _ = loop.createTask(name: "reader") { _ = try await letters.get() }  // culprit: destroyed-pending
    }

    static func healthy() async throws {
        let letters = TracedQueue<Int>(name: "letters")
        try letters.putNowait(1)
        let loop = EventLoop()
        start(loop, letters)
        await run(loop, for: 20)
        try loop.close()
    }

    private static func run(_ loop: EventLoop, for milliseconds: Int) async {
        let running = Task { try? await loop.runForeverOnThread() }
        await rest(milliseconds)
        loop.stop()
        await running.value
    }
}
