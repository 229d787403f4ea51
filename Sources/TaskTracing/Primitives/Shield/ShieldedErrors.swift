internal import Logging
internal import Synchronization
internal import TraceModel

/// Reports the errors of futures whose shields were cancelled, each once, however many shields there were.
enum ShieldedErrors {
    /// The futures, by their numbers, whose errors will be reported.
    private static let awaited = Mutex<Set<UInt32>>([])

    /// Holds a future's place in the list for as long as its callback exists.
    private final class Entry: Sendable {
        let number: UInt32

        init?(_ number: UInt32) {
            self.number = number
            guard awaited.withLock({ $0.insert(number).inserted }) else { return nil }
        }

        deinit {
            _ = awaited.withLock { $0.remove(number) }
        }
    }

    /// Reports the error that `future` will end with, if it does, unless that was asked for already.
    static func report<Value>(of future: TracedFuture<Value>, _ location: SourceLocation) {
        guard let entry = Entry(future.storage.number) else { return }
        future.addDoneCallback(
            DoneCallback(name: "shielded error", location) { future in
                defer { withExtendedLifetime(entry) {} }
                guard case .error(let error) = future.storage.outcome else { return }
                // Counts as read: it is reported here.
                _ = future.storage.retrieve()
                report(error, of: future)
            })
    }

    private static func report<Value>(_ error: any Error, of future: TracedFuture<Value>) {
        let storage = future.storage
        let message = "\(type(of: error)) exception in shielded future"
        Recorder.record(
            .exception, object: storage.number, site: storage.location.site,
            text: "\(message): \(describe(error))")
        let description = storage.describe(showsLocation: true)
        let context = ExceptionContext(
            message: message, error: error, future: storage.role == .future ? description : nil,
            task: storage.role == .task ? description : nil)
        if let loop = storage.loop {
            loop.callExceptionHandler(context)
        } else {
            EventLoop.defaultLogger.error("\(context)")
        }
    }
}
