/// Calls back once at a time: on the loop that runs the calling thread, or else from a task of its own.
enum DeadlineTimer: Sendable {
    case handle(LoopHandle)
    case task(Task<Void, any Error>)

    typealias Instant = ContinuousClock.Instant

    /// The time by which a timer that is started here goes.
    static var now: Instant { EventLoop.current?.time() ?? .now }

    static func start(
        at when: Instant, name: String, _ location: SourceLocation, _ callback: @escaping @Sendable () -> Void
    ) -> DeadlineTimer {
        if let loop = EventLoop.current,
            let handle = try? loop.callAt(
                when, function: location.function, fileID: location.fileID, line: location.line, callback)
        {
            return .handle(handle)
        }
        return .task(
            Recorder.creating(at: location.site) {
                Task.detached(name: name) {
                    try await Task.sleep(until: when, clock: .continuous)
                    callback()
                }
            })
    }

    func cancel() {
        switch self {
        case .handle(let handle): handle.cancel()
        case .task(let task): task.cancel()
        }
    }
}
