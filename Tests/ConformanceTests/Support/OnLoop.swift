import Logging
import Synchronization
import TaskTracing

/// Runs `body` as a task of an event loop, where the steps of all tasks follow each other in asyncio's order.
@discardableResult
func onLoop<Value: Sendable>(
    debug: Bool = false, logger: Logger? = nil,
    _ body: @escaping @Sendable (EventLoop) async throws -> Value
) async throws -> Value {
    try await EventLoop.run(debug: debug, logger: logger, body)
}

/// Lets the tasks and callbacks of the loop have `count` turns, as `count` times asyncio's `sleep(0)` does.
func turns(_ count: Int = 1) async {
    for _ in 0..<count { await Task.yield() }
}

/// What happened, in the order in which it did.
final class Journal<Entry: Sendable>: Sendable {
    private let entries = Mutex<[Entry]>([])

    var all: [Entry] { entries.withLock { $0 } }

    func add(_ entry: Entry) {
        entries.withLock { $0.append(entry) }
    }
}

/// A logger that keeps what it is told, as `level: message`.
struct JournalLogHandler: LogHandler {
    let journal: Journal<String>
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.debug

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        journal.add("\(event.level): \(event.message)")
    }

    static func logger(_ journal: Journal<String>) -> Logger {
        Logger(label: "conformance") { _ in JournalLogHandler(journal: journal) }
    }
}

struct SomeError: Error, Equatable {
    var number = 0
}
