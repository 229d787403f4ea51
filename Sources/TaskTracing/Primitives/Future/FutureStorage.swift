internal import Logging
internal import Synchronization
internal import TraceModel

/// What a future stands for: decides by which words it is described and reported.
enum FutureRole: String, Sendable {
    case future = "Future"
    case task = "Task"
}

/// Holds a future's state, and carries out what its state machine decides.
final class FutureStorage<Value: Sendable>: Sendable {
    typealias Waiter = CheckedContinuation<Value, any Error>
    typealias Machine = FutureStateMachine<Value, RegisteredCallback<Value>, Waiter, Canceller>
    /// Asks what computes the result to end, with the words of the request; false when it is done already.
    typealias Canceller = @Sendable (_ message: String?) -> Bool

    let number = Recorder.nextObject()
    let role: FutureRole
    let loop: EventLoop?
    let location: SourceLocation
    /// Of a future that stands for a task.
    let control: LoopTaskControl?
    private let givenName: String?
    private let machine = Mutex(Machine())
    /// Runs the callbacks of a future without a loop, once there are some to run.
    private let callbackRunner = Mutex<CallbackRunner?>(nil)

    init(role: FutureRole, name: String?, loop: EventLoop?, _ location: SourceLocation) {
        self.role = role
        self.loop = loop
        self.location = location
        givenName = name
        control = role == .task ? LoopTaskControl(name: name, loop: loop) : nil
        if Recorder.isRecording {
            Recorder.objectCreated(number, kind: .future, name: self.name, site: location.site)
        }
    }

    deinit {
        switch machine.withLock({ $0.release() }) {
        case .none: break
        case .report(let error): reportNeverRetrieved(error)
        case .discard: recordDiscarded()
        }
        Recorder.objectEnded(number)
    }

    /// How it ended; nil while pending. Does not count as reading the result.
    var outcome: FutureOutcome<Value>? { machine.withLock { $0.outcome } }

    var name: String { control?.name ?? givenName ?? "Future-\(number)" }

    var callbacks: [DoneCallback<Value>] { machine.withLock { $0.callbacks }.map(\.callback) }

    func retrieve() -> FutureOutcome<Value>? { machine.withLock { $0.retrieve() } }

    func expectDriver() {
        machine.withLock { $0.expectDriver() }
    }

    /// From now on, a request to cancel the future goes to `cancel`, which sees to its end.
    func setDriver(_ cancel: @escaping Canceller) {
        switch machine.withLock({ $0.setDriver(cancel) }) {
        case .none: break
        case .cancel(let cancel): _ = cancel(nil)
        }
    }

    /// Ends the future as a function has; a `CancellationError` counts as cancelled. False when it is done.
    @discardableResult
    func finish(_ result: Result<Value, any Error>, _ location: SourceLocation) -> Bool {
        switch result {
        case .success(let value): finish(.value(value), location)
        case .failure(is CancellationError): finish(.cancelled(message: nil), location)
        case .failure(let error): finish(.error(error), location)
        }
    }

    @discardableResult
    func finish(_ outcome: FutureOutcome<Value>, _ location: SourceLocation) -> Bool {
        switch machine.withLock({ $0.finish(outcome) }) {
        case .refuse: return false
        case .complete(let observers):
            complete(observers, outcome, location)
            return true
        }
    }

    func cancel(message: String?, _ location: SourceLocation) -> Bool {
        switch machine.withLock({ $0.cancel(message: message) }) {
        case .refuse: return false
        case .cancelLater: return true
        case .cancel(let driver): return driver(message)
        case .complete(let observers):
            complete(observers, .cancelled(message: message), location)
            return true
        }
    }

    /// What a callback that is registered here is to see, nil for nothing.
    func boundContext(_ location: SourceLocation) -> TaskLocalContext? {
        if let loop { loop.context(location) } else { TaskLocalContext.bound(location, in: nil) }
    }

    /// Registers a callback that sees the task-local values of `context`.
    func addCallback(_ callback: DoneCallback<Value>, context: TaskLocalContext? = nil) {
        let registered = RegisteredCallback(callback: callback, context: context)
        switch machine.withLock({ $0.addCallback(registered, id: .next()) }) {
        case .none: break
        case .callNow(let callback): schedule(callback)
        }
    }

    func removeCallback(_ callback: DoneCallback<Value>) -> Int {
        machine.withLock { $0.removeCallbacks { $0.callback === callback } }
    }

    nonisolated(nonsending) func wait() async throws -> Value {
        let id = WaiterID.next()
        guard let task = LoopTaskControl.current else { return try await suspend(id, nil) }
        guard task !== control else { throw InvalidStateError.awaitsItself }
        let wait = LoopTaskWait(
            cancel: { self.cancelWait(id) },
            describe: { self.describe(showsLocation: self.loop?.isDebug ?? false) })
        return try await task.waiting(wait) { try await suspend(id, task) }
    }

    /// `task` is the running one, if it is one that a loop has created.
    nonisolated(nonsending) private func suspend(_ id: WaiterID, _ task: LoopTaskControl?) async throws
        -> Value
    {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let action = machine.withLock { machine in
                    let action = machine.wait(
                        continuation, id: id, isCancelled: task?.isCancelled ?? Task.isCancelled)
                    // Within the lock, so that it is recorded before whatever ends the wait.
                    if case .none = action { Recorder.waitBegin(number, reason: .future) }
                    return action
                }
                if case .resume(let continuation, let outcome) = action {
                    continuation.resume(with: outcome.result)
                }
            }
        } onCancel: {
            cancelWait(id)
        }
    }

    private func cancelWait(_ id: WaiterID) {
        if case .resume(let continuation) = machine.withLock({ $0.cancelWait(id) }) {
            continuation.resume(throwing: CancellationError())
        }
    }

    private func complete(
        _ observers: [Machine.Observer], _ outcome: FutureOutcome<Value>, _ location: SourceLocation
    ) {
        if Recorder.isRecording { record(outcome, observers, location) }
        for observer in observers {
            switch observer {
            case .callback(let callback): schedule(callback)
            case .waiter(let continuation):
                // Read by its waiter, so its error is not reported any more.
                _ = retrieve()
                continuation.resume(with: outcome.result)
            }
        }
    }

    private func record(
        _ outcome: FutureOutcome<Value>, _ observers: [Machine.Observer], _ location: SourceLocation
    ) {
        let callbacks = observers.count {
            if case .callback = $0 { true } else { false }
        }
        let (kind, detail): (RecordKind, UInt8) =
            switch outcome {
            case .value: (.futureResolve, 0)
            case .error: (.futureResolve, 1)
            case .cancelled: (.futureCancel, 0)
            }
        Recorder.record(
            kind, object: number, detail: detail, site: location.site, value: UInt64(callbacks))
    }

    /// Gives the callback its turn: always later, never from within the call that made the future done.
    private func schedule(_ registered: RegisteredCallback<Value>) {
        let future = TracedFuture(self)
        let callback = registered.callback
        let handle = LoopHandle(
            kind: .doneCallback, object: number, name: callback.name, location: callback.location,
            context: registered.context
        ) {
            try callback.body(future)
        }
        if let loop {
            loop.schedule(handle)
        } else {
            let runner = callbackRunner.withLock { runner in
                if let runner { return runner }
                let made = CallbackRunner(name: "callbacks of \(name)")
                runner = made
                return made
            }
            runner.schedule(handle)
        }
    }

    /// What returns nothing has nothing to lose.
    private func recordDiscarded() {
        guard Recorder.isRecording, Value.self != Void.self else { return }
        Recorder.record(.resultDiscarded, object: number, site: location.site)
    }

    private func reportNeverRetrieved(_ error: any Error) {
        let message = "\(role.rawValue) exception was never retrieved"
        let description = describe(showsLocation: true)
        Recorder.record(
            .neverRetrieved, object: number, site: location.site,
            text: "\(message): \(TaskTracing.describe(error))")
        let context = ExceptionContext(
            message: message, error: error, future: role == .future ? description : nil,
            task: role == .task ? description : nil)
        if let loop {
            loop.callExceptionHandler(context)
        } else {
            EventLoop.defaultLogger.error("\(context)")
        }
    }
}

extension FutureOutcome {
    var result: Result<Value, any Error> {
        switch self {
        case .value(let value): .success(value)
        case .error(let error): .failure(error)
        case .cancelled: .failure(CancellationError())
        }
    }
}
