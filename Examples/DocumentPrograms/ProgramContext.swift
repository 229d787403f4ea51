import Logging
import TaskTracing

/// What a program is given: its clock and its output.
struct ProgramContext: Sendable {
    private let timeScale: Double
    /// Prints a line as it is.
    let print: DocumentProgram.Log
    /// Prints a line with the time and the place in the source.
    let logger: Logger

    init(timeScale: Double, print: @escaping DocumentProgram.Log) {
        self.timeScale = timeScale
        self.print = print
        logger = Logger(label: "documents") { _ in DocumentLogHandler(print) }
    }

    func sleep(_ seconds: Double) async throws {
        try await Task.sleep(for: .seconds(seconds * timeScale))
    }

    /// Runs `operation` on an event loop in debug mode, until it stops the loop.
    func runLoop(_ operation: @escaping @Sendable (EventLoop) async throws -> Void) async throws {
        logger.info("start")
        let loop = EventLoop(name: "main loop", logger: logger)
        logger.info("enabling debugging")
        loop.isDebug = true
        loop.slowCallbackDuration = .milliseconds(1)
        loop.createTask(name: "operation") { try await operation(loop) }
        logger.info("entering event loop")
        try await loop.runForeverOnThread()
        try loop.close()
    }
}
