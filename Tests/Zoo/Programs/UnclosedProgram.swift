import TaskTracing

/// An event loop that is left open.
enum UnclosedProgram: ZooProgram {
    static let rule = "unclosed"
    static let tracesItself = true

    static func planted() async throws {
        once()
        await rest(20)
    }

    private static func once() {
        _ = EventLoop()  // culprit: unclosed
    }

    static func healthy() async throws {
        let loop = EventLoop()
        try loop.close()
        await rest(20)
    }
}
