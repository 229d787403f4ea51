internal import Synchronization

/// The task-local values of one place, kept for callbacks that run later: asyncio's `Context`.
///
/// A callback of a loop sees the values of the place that registered it anyway. A context makes it see others:
///
/// ```swift
/// let context = $requestID.withValue(7) { TaskLocalContext() }
/// try loop.callSoon(context: context) { print(requestID) }  // 7
/// ```
///
/// A context keeps a Swift task, suspended, that has inherited the values and runs the callbacks.
public final class TaskLocalContext: Sendable {
    private let carrier = ContextCarrier()

    /// Keeps the values that are bound here.
    public convenience init(
        function: StaticString = #function, fileID: StaticString = #fileID, line: UInt = #line
    ) {
        self.init(isEmpty: false, SourceLocation(function, fileID, line))
    }

    /// A context without any values.
    public static func empty(
        function: StaticString = #function, fileID: StaticString = #fileID, line: UInt = #line
    ) -> TaskLocalContext {
        TaskLocalContext(isEmpty: true, SourceLocation(function, fileID, line))
    }

    init(isEmpty: Bool, _ location: SourceLocation) {
        let carrier = carrier
        let serve: @Sendable () async -> Void = {
            while carrier.callNext() {
                await withCheckedContinuation { carrier.suspend($0) }
            }
        }
        let name = "context"
        Recorder.creating(at: location.site) {
            if isEmpty {
                _ = Task.detached(name: name, executorPreference: carrier, operation: serve)
            } else {
                _ = Task(name: name, executorPreference: carrier, operation: serve)
            }
        }
    }

    deinit {
        carrier.end()
    }

    /// The values that are bound here, nil if there are none.
    ///
    /// `running` is the context in which the caller may be running already.
    static func bound(_ location: SourceLocation, in running: @autoclosure () -> TaskLocalContext?)
        -> TaskLocalContext?
    {
        let values = BoundTaskLocals.current
        guard values != .none else { return nil }
        if let running = running(), running.carrier.holds(values) { return running }
        return TaskLocalContext(isEmpty: false, location)
    }

    /// Runs `body` here and now, with the values; false when the context is running something already.
    func run(_ body: @escaping @Sendable () throws -> Void) throws -> Bool {
        try carrier.run(body)
    }
}

/// Holds the one job of a context's task, and runs it where it is asked to.
private final class ContextCarrier: TaskExecutor {
    private struct State {
        var job: UnownedJob?
        var continuation: CheckedContinuation<Void, Never>?
        var body: (@Sendable () throws -> Void)?
        var error: (any Error)?
        var isRunning = false
        /// What the task has bound before it runs a body.
        var task: UInt?
        var values = BoundTaskLocals.Values.none
    }

    private let state = Mutex(State())

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        state.withLock { $0.job = job }
    }

    func run(_ body: @escaping @Sendable () throws -> Void) throws -> Bool {
        let mayRun = state.withLock { state in
            guard !state.isRunning else { return false }
            state.isRunning = true
            state.body = body
            return true
        }
        guard mayRun else { return false }
        step()
        let error = state.withLock { state in
            state.isRunning = false
            return state.error.take()
        }
        if let error { throw error }
        return true
    }

    /// Lets the task return.
    func end() { step() }

    /// Calls the body that there is; false when there is none any more.
    func callNext() -> Bool {
        guard let body = state.withLock({ $0.body.take() }) else { return false }
        let (task, values) = (BoundTaskLocals.currentTask, BoundTaskLocals.current)
        state.withLock { ($0.task, $0.values) = (task, values) }
        do {
            try body()
        } catch {
            state.withLock { $0.error = error }
        }
        return true
    }

    func suspend(_ continuation: CheckedContinuation<Void, Never>) {
        state.withLock { $0.continuation = continuation }
    }

    /// Whether the code that asks runs in the task, with just these values.
    func holds(_ values: BoundTaskLocals.Values) -> Bool {
        let task = BoundTaskLocals.currentTask
        return values != .unknown && state.withLock { $0.isRunning && $0.task == task && $0.values == values }
    }

    private func step() {
        // Resuming the task enqueues its job here, within the call.
        state.withLock { $0.continuation.take() }?.resume()
        if let job = state.withLock({ $0.job.take() }) { job.run(preferring: self) }
    }
}
