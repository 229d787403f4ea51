/// Where a timeout is in its life.
public enum TimeoutState: Sendable, Hashable {
    /// Not run yet.
    case created
    /// Its body runs, and its time has not come.
    case active
    /// Its time has come, and its body was asked to end but has not ended yet.
    case expiring
    /// Its body has ended after its time had come.
    case expired
    /// Its body has ended in time.
    case finished
}

/// A limit of time for a piece of code, which may be moved while that code runs.
///
/// ```swift
/// try await withTimeout(.seconds(5)) { timeout in
///     let size = try await connect()
///     try timeout.reschedule(after: .seconds(size))
///     try await download()
/// }
/// ```
///
/// Each timeout is good for one ``run(_:)``; `withTimeout` and `withDeadline` make and run one.
public final class Timeout: Sendable {
    private let storage: TimeoutStorage

    /// Creates a timeout that is over at `deadline`, or never if that is nil.
    ///
    /// Its name is `Timeout-N` by default.
    public convenience init(
        at deadline: ContinuousClock.Instant?, name: String? = nil,
        function: StaticString = #function, fileID: StaticString = #fileID, line: UInt = #line
    ) {
        self.init(at: deadline, name: name, SourceLocation(function, fileID, line))
    }

    /// Creates a timeout that is over `delay` after this call, or never if that is nil.
    ///
    /// Its name is `Timeout-N` by default.
    public convenience init(
        after delay: Duration?, name: String? = nil,
        function: StaticString = #function, fileID: StaticString = #fileID, line: UInt = #line
    ) {
        let location = SourceLocation(function, fileID, line)
        self.init(at: delay.map { DeadlineTimer.now + $0 }, name: name, location)
    }

    init(at deadline: ContinuousClock.Instant?, name: String?, _ location: SourceLocation) {
        storage = TimeoutStorage(name: name, at: deadline, location)
    }

    /// The timeout's name in traces.
    public var name: String { storage.name }

    /// When the timeout is over; nil if never.
    public var when: ContinuousClock.Instant? { storage.when }

    /// Where the timeout is in its life.
    public var state: TimeoutState { storage.current }

    /// Whether the time has come while the body ran.
    public var isExpired: Bool {
        switch state {
        case .expiring, .expired: true
        case .created, .active, .finished: false
        }
    }

    /// Moves the timeout to `deadline`, or takes it away if that is nil.
    ///
    /// A time that has passed ends the body at once. Throws unless the timeout is active.
    public func reschedule(
        to deadline: ContinuousClock.Instant?,
        function: StaticString = #function, fileID: StaticString = #fileID, line: UInt = #line
    ) throws(InvalidStateError) {
        try storage.reschedule(to: deadline, SourceLocation(function, fileID, line))
    }

    /// Moves the timeout to `delay` after this call.
    public func reschedule(
        after delay: Duration,
        function: StaticString = #function, fileID: StaticString = #fileID, line: UInt = #line
    ) throws(InvalidStateError) {
        try storage.reschedule(to: DeadlineTimer.now + delay, SourceLocation(function, fileID, line))
    }

    /// Runs `body` as a child task, on the actor it was written in, and cancels it when the time is over.
    ///
    /// Throws a ``TimeoutError`` if the body ends by that cancellation. A body that returns a value all the
    /// same, or throws another error, has its way. That the calling task is cancelled, and by it the body,
    /// counts for more than the time: it throws a `CancellationError`. The body of a timeout whose time is
    /// over begins as a cancelled task.
    ///
    /// Throws an ``InvalidStateError`` when called a second time.
    public nonisolated(nonsending) func run<Value: Sendable>(
        @_inheritActorContext(always) @_implicitSelfCapture
        _ body: sending @escaping @isolated(any) () async throws -> Value
    ) async throws -> Value {
        // A cancellation that came before is not one that interrupts the body.
        let wasCancelled = Task.isCancelled
        let scope = ChildScope<Value>()
        try storage.enter(.init(cancel: { scope.cancel() }, task: { scope.task }))
        let result = await scope.run(body)
        let end = storage.end(
            bodyWasCancelled: result.isCancellation,
            isCancelledFromOutside: Task.isCancelled && !wasCancelled)
        if end == .timeOut { throw TimeoutError() }
        return try result.get()
    }
}

extension Timeout: CustomStringConvertible {
    /// As in `<Timeout active name='connect' when=+2.500s>`; the time counts from now.
    public var description: String {
        var words = ["\(state)", "name='\(name)'"]
        if state == .active {
            words.append(
                "when=\(when.map { "+\(DeadlineTimer.now.duration(to: $0).inSeconds)s" } ?? "never")")
        }
        return "<Timeout \(words.joined(separator: " "))>"
    }
}

extension Result {
    /// Whether a function ended by its cancellation.
    var isCancellation: Bool {
        if case .failure(let error) = self { error is CancellationError } else { false }
    }
}
