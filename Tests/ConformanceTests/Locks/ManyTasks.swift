import TaskTracing

/// Runs `body` in `count` tasks of the loop, and waits for all.
func runTasks(
    _ count: Int, on loop: EventLoop, _ body: @escaping @Sendable () async throws -> Void
) async throws {
    for task in startTasks(count, on: loop, body) { try await task.value }
}

func startTasks(
    _ count: Int, on loop: EventLoop, _ body: @escaping @Sendable () async throws -> Void
) -> [LoopTask<Void>] {
    (0..<count).map { _ in loop.createTask { try await body() } }
}
