import Foundation
import Logging
import TaskTracing

/// Gives `body` a loop of its own thread, which it runs as it likes, and closes it.
@discardableResult
func withLoop<Value: Sendable>(
    debug: Bool = false, logger: Logger? = nil, _ body: @escaping @Sendable (EventLoop) throws -> Value
) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        Thread.detachNewThread {
            let loop = EventLoop(debug: debug, logger: logger)
            let result = Result { try body(loop) }
            try? loop.close()
            continuation.resume(with: result)
        }
    }
}

extension EventLoop {
    /// Runs exactly one iteration.
    @available(*, noasync)
    func runBriefly() throws {
        stop()
        try runForever()
    }
}

/// A value that tells when it is released.
final class Trinket: Sendable {
    private let onRelease: @Sendable () -> Void

    init(onRelease: @escaping @Sendable () -> Void) {
        self.onRelease = onRelease
    }

    deinit { onRelease() }
}

/// A user's own type that stands for a future.
struct Ticket: TracedAwaitable, Hashable {
    let number: Int
    let future: TracedFuture<String>
}
