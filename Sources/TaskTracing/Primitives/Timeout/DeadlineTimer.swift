internal import TraceModel

/// Calls back once at a time: on the loop that runs the calling thread, or else from a thread of its own.
///
/// Not from a task: one that is cancelled for each time that is not needed would fill traces with cancellations.
struct DeadlineTimer: Sendable {
    typealias Instant = ContinuousClock.Instant

    private let handle: LoopHandle

    /// Keeps the timers of those who run on no loop.
    private static let shared = EventLoop(name: "timers")
    /// Whether the thread that runs ``shared`` was started; decided once.
    private static let isSharedRunning = LoopThread.start { try? shared.runUntilStopped() }

    /// The time by which a timer that is started here goes.
    static var now: Instant { EventLoop.current?.time() ?? .now }

    static func start(
        at when: Instant, _ location: SourceLocation, _ callback: @escaping @Sendable () -> Void
    ) -> DeadlineTimer {
        if let loop = EventLoop.current,
            let handle = try? loop.callAt(
                when, function: location.function, fileID: location.fileID, line: location.line, callback)
        {
            return DeadlineTimer(handle: handle)
        }
        let loop = shared.storage
        let handle = LoopHandle(
            kind: .timer, object: loop.number, location: location, when: when, loop: loop, callback: callback)
        // Without a thread, nothing that has a time would ever end: so it ends now.
        if !isSharedRunning || !loop.schedule(.handle(handle), at: when) { callback() }
        return DeadlineTimer(handle: handle)
    }

    func cancel() {
        handle.cancel()
    }
}
