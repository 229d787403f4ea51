import Foundation
import Logging
import Synchronization
import TaskTracing
import Testing

/// What happened, in the order in which it did.
final class Happenings: Sendable {
    private let entries = Mutex<[String]>([])

    var all: [String] { entries.withLock { $0 } }

    func add(_ entry: String) {
        entries.withLock { $0.append(entry) }
    }
}

/// A logger that keeps what it is told, as `level: message`.
struct CapturingLogHandler: LogHandler {
    let lines: Happenings
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.debug

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        lines.add("\(event.level): \(event.message)")
    }

    static func logger(_ lines: Happenings) -> Logger {
        Logger(label: "test") { _ in CapturingLogHandler(lines: lines) }
    }
}

/// Runs `body` on a thread of its own: a blocking loop must not take one of Swift's.
func onThread<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        Thread.detachNewThread { continuation.resume(with: Result { try body() }) }
    }
}

/// Waits, a while at most, until `condition` holds.
func eventually(_ condition: () -> Bool) async throws -> Bool {
    for _ in 0..<2000 {
        if condition() { return true }
        try await Task.sleep(for: .milliseconds(5))
    }
    return condition()
}

struct SomeError: Error, Equatable {
    var number = 0
}

/// Fails a test whose state machine chose another action than expected.
func unexpected(_ what: Comment, sourceLocation: SourceLocation = #_sourceLocation) {
    Issue.record(what, sourceLocation: sourceLocation)
}

/// Lets a loop sleep for no time at all, and passes more of it than the loop has asked for.
final class LateClock: EventLoopClock {
    private let state = Mutex(ContinuousClock.now)
    let delay: Duration

    init(delay: Duration) { self.delay = delay }

    var now: ContinuousClock.Instant { state.withLock { $0 } }

    func sleepDuration(until deadline: ContinuousClock.Instant) -> Duration? {
        state.withLock { $0 = deadline + delay }
        return .zero
    }

    func attach(_ wake: @escaping @Sendable () -> Void) {}

    func pass(_ duration: Duration) { state.withLock { $0 += duration } }
}
