import Foundation
import TaskTracing

/// Runs `body`, which runs loops, on a thread of its own.
func onThread<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        Thread.detachNewThread { continuation.resume(with: Result { try body() }) }
    }
}

/// Gives `body` a loop that no thread runs yet, and closes it.
func withLoop<Value: Sendable>(
    debug: Bool = false, clock: (any EventLoopClock)? = nil, log: Journal<String> = Journal(),
    _ body: @escaping @Sendable (EventLoop) throws -> Value
) async throws -> Value {
    try await onThread {
        let loop = EventLoop(debug: debug, logger: JournalLogHandler.logger(log), clock: clock)
        defer { try? loop.close() }
        return try body(loop)
    }
}

extension EventLoop {
    /// One iteration.
    func runOnce() throws {
        stop()
        try runForever()
    }
}

/// A function of the tests with a name to look for.
@Sendable func fails() throws {
    throw SomeError()
}
