public import Logging
internal import Synchronization

/// Runs functions on one event loop, one after the other, on the calling thread.
///
/// ```swift
/// try withEventLoopRunner { runner in
///     let rows = try runner.run { try await fetch() }
///     try runner.run { try await store(rows) }
/// }
/// ```
///
/// While it runs one, the signal SIGINT cancels it: ``run(name:function:fileID:line:_:)`` then throws
/// ``EventLoopError/interrupted``. A second one does what the signal does without the runner, which is to end the
/// program. A program that handles the signal itself keeps doing so.
public final class EventLoopRunner: Sendable {
    private enum State {
        case created
        case open(EventLoop)
        case closed
    }

    private let makeLoop: @Sendable () -> EventLoop
    private let debug: Bool?
    private let handlesInterrupt: Bool
    private let location: SourceLocation
    /// The task-local values of the place that made the runner; nil for none.
    private let context: TaskLocalContext?
    private let state = Mutex(State.created)

    /// Creates a runner, which makes its loop when it first needs it.
    ///
    /// The parameters are those of ``EventLoop``. Everything it runs sees the task-local values that are bound
    /// here. With `handlesInterrupt`, which is the default, SIGINT cancels what runs, if nothing else handles it.
    public convenience init(
        name: String? = nil, debug: Bool? = nil, logger: Logger? = nil, clock: (any EventLoopClock)? = nil,
        handlesInterrupt: Bool = true,
        function: StaticString = #function, fileID: StaticString = #fileID, line: UInt = #line
    ) {
        self.init(debug: nil, handlesInterrupt: handlesInterrupt, SourceLocation(function, fileID, line)) {
            EventLoop(
                name: name, debug: debug, logger: logger, clock: clock, function: function, fileID: fileID,
                line: line)
        }
    }

    /// Creates a runner of the loop that `makeLoop` makes; `debug`, where it is given, is set on it.
    public convenience init(
        debug: Bool? = nil, handlesInterrupt: Bool = true,
        function: StaticString = #function, fileID: StaticString = #fileID, line: UInt = #line,
        makeLoop: @escaping @Sendable () -> EventLoop
    ) {
        self.init(
            debug: debug, handlesInterrupt: handlesInterrupt, SourceLocation(function, fileID, line), makeLoop
        )
    }

    private init(
        debug: Bool?, handlesInterrupt: Bool, _ location: SourceLocation,
        _ makeLoop: @escaping @Sendable () -> EventLoop
    ) {
        self.debug = debug
        self.handlesInterrupt = handlesInterrupt
        self.location = location
        self.makeLoop = makeLoop
        context = TaskLocalContext.bound(location, in: nil)
    }

    /// The loop; throws when the runner was closed.
    public var loop: EventLoop {
        get throws(EventLoopError) {
            let loop: EventLoop? = state.withLock { state in
                switch state {
                case .open(let loop): return loop
                case .closed: return nil
                case .created:
                    let loop = makeLoop()
                    if let debug { loop.isDebug = debug }
                    state = .open(loop)
                    return loop
                }
            }
            guard let loop else { throw .runnerClosed }
            return loop
        }
    }

    /// Runs the loop on the calling thread until `body`, as a task of the loop, has ended.
    ///
    /// Tasks that `body` leaves behind go on in the next call. Throws what `body` throws, and an
    /// ``EventLoopError`` on a thread that runs a loop already.
    @available(*, noasync, message: "It blocks its thread; use EventLoop.run.")
    public func run<Value: Sendable>(
        name: String? = nil,
        function: StaticString = #function, fileID: StaticString = #fileID, line: UInt = #line,
        _ body: @escaping @Sendable () async throws -> Value
    ) throws -> Value {
        let loop = try self.loop
        if let running = EventLoop.current {
            throw running === loop ? EventLoopError.alreadyRunning : .anotherLoopIsRunning
        }
        let location = SourceLocation(function, fileID, line)
        let main = try inContext { MainTask(of: loop, name: name, location, body) }
        return try main.run(handlesInterrupt: handlesInterrupt)
    }

    /// Cancels the tasks that are left, runs the loop until they have ended, and closes it.
    ///
    /// What fails then is told to the loop's exception handler. Closing twice does nothing.
    @available(*, noasync, message: "It blocks its thread.")
    public func close() throws(EventLoopError) {
        guard case .open(let loop) = state.withLock({ $0 }) else {
            return state.withLock { $0 = .closed }
        }
        guard !loop.isRunning else { throw .cannotCloseWhileRunning }
        state.withLock { $0 = .closed }
        loop.cancelLeftovers(location)
        try loop.close()
    }

    /// Makes something with the runner's task-local values, whatever those of the caller are.
    private func inContext<Made: Sendable>(_ make: @escaping @Sendable () -> Made) throws -> Made {
        if context == nil, BoundTaskLocals.current == .none { return make() }
        let made = MadeInContext<Made>()
        let context = context ?? TaskLocalContext(isEmpty: true, location)
        let isMade = try context.run { made.value.withLock { $0 = make() } }
        guard isMade, let value = made.value.withLock({ $0 }) else { throw ContextInUseError() }
        return value
    }
}

private final class MadeInContext<Made: Sendable>: Sendable {
    let value = Mutex<Made?>(nil)
}

/// Runs `body` with an ``EventLoopRunner``, which is closed then.
///
/// The parameters are those of ``EventLoopRunner/init(name:debug:logger:clock:handlesInterrupt:function:fileID:line:)``.
@available(*, noasync, message: "It blocks its thread; use EventLoop.run.")
public func withEventLoopRunner<Result>(
    name: String? = nil, debug: Bool? = nil, logger: Logger? = nil, clock: (any EventLoopClock)? = nil,
    handlesInterrupt: Bool = true,
    function: StaticString = #function, fileID: StaticString = #fileID, line: UInt = #line,
    _ body: (EventLoopRunner) throws -> Result
) throws -> Result {
    let runner = EventLoopRunner(
        name: name, debug: debug, logger: logger, clock: clock, handlesInterrupt: handlesInterrupt,
        function: function, fileID: fileID, line: line)
    let result = Swift.Result { try body(runner) }
    try runner.close()
    return try result.get()
}
