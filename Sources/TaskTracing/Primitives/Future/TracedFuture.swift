/// A result that is not there yet: set once, awaited or called back by anyone, seen in the trace.
///
/// ```swift
/// let answer = TracedFuture<Int>(name: "answer")
/// answer.addDoneCallback { print("the answer is", try $0.result()) }
/// try answer.setResult(42)
/// ```
///
/// Callbacks never run from within the call that makes the future done. They have their turn on the
/// future's loop, in the order of their registration; those of a future without a loop run one after the
/// other in a task of their own.
///
/// A future may be made, set, cancelled and awaited anywhere: by tasks of its loop, of other loops and of none. Who
/// awaits it goes on where he was; only the callbacks belong to the loop. `TracedFuture(following:loop:)` gives a
/// future of another loop callbacks on this one.
///
/// A future that is released with an error that nobody has read reports `Future exception was never
/// retrieved` to its loop's exception handler, or else logs it.
public final class TracedFuture<Value: Sendable>: Sendable {
    let storage: FutureStorage<Value>

    init(_ storage: FutureStorage<Value>) {
        self.storage = storage
    }

    convenience init(role: FutureRole, name: String?, loop: EventLoop?, _ location: SourceLocation) {
        self.init(FutureStorage(role: role, name: name, loop: loop, location))
    }

    /// Creates a pending future.
    ///
    /// Its name is `Future-N` by default; its loop, which runs the callbacks, is the one that runs the
    /// calling thread, if one does.
    public convenience init(
        name: String? = nil, loop: EventLoop? = .current,
        function: StaticString = #function, fileID: StaticString = #fileID, line: UInt = #line
    ) {
        self.init(role: .future, name: name, loop: loop, SourceLocation(function, fileID, line))
    }

    /// Creates a future that ends as `operation` does, which runs in a Swift task of that name.
    ///
    /// ``cancel(message:function:fileID:line:)`` cancels the task.
    public convenience init(
        name: String? = nil, loop: EventLoop? = .current,
        function: StaticString = #function, fileID: StaticString = #fileID, line: UInt = #line,
        operation: @escaping @Sendable () async throws -> Value
    ) {
        self.init(role: .task, name: name, loop: loop, SourceLocation(function, fileID, line))
        storage.start(operation)
    }

    /// The future's name.
    public var name: String { storage.name }

    /// The loop that runs the callbacks.
    public var loop: EventLoop? { storage.loop }

    /// Whether there is a result or an error, or the future was cancelled.
    public var isDone: Bool { storage.outcome != nil }

    /// Whether the future was cancelled.
    public var isCancelled: Bool {
        if case .cancelled = storage.outcome { true } else { false }
    }

    /// The words given to ``cancel(message:function:fileID:line:)``, once it was cancelled with some.
    public var cancellationMessage: String? {
        if case .cancelled(let message) = storage.outcome { message } else { nil }
    }

    /// The result, as soon as it is there; does not suspend if it is there.
    ///
    /// The cancellation of the awaiting task ends the wait and leaves the future alone: others may wait
    /// for it as well.
    public nonisolated(nonsending) var value: Value {
        get async throws {
            if let outcome = storage.retrieve() { return try outcome.result.get() }
            return try await storage.wait()
        }
    }

    /// Makes the future done with `value`; throws if it is done, or if it stands for a task.
    public func setResult(
        _ value: Value,
        function: StaticString = #function, fileID: StaticString = #fileID, line: UInt = #line
    ) throws(InvalidStateError) {
        guard storage.role == .future else { throw .belongsToTask }
        guard storage.finish(.value(value), SourceLocation(function, fileID, line)) else {
            throw .alreadyDone
        }
    }

    /// Makes the future done with `error`; throws if it is done, or if it stands for a task.
    public func setError(
        _ error: any Error,
        function: StaticString = #function, fileID: StaticString = #fileID, line: UInt = #line
    ) throws(InvalidStateError) {
        guard storage.role == .future else { throw .belongsToTask }
        guard storage.finish(.error(error), SourceLocation(function, fileID, line)) else {
            throw .alreadyDone
        }
    }

    /// Cancels the future; false when it is done already.
    ///
    /// One that stands for a task cancels the task, and is done when the task is. Cancelling a failed
    /// future silences the report of its error.
    @discardableResult
    public func cancel(
        message: String? = nil,
        function: StaticString = #function, fileID: StaticString = #fileID, line: UInt = #line
    ) -> Bool {
        storage.cancel(message: message, SourceLocation(function, fileID, line))
    }

    /// The result of a future that is done.
    ///
    /// Throws the future's error, a `CancellationError` if it was cancelled, and an ``InvalidStateError``
    /// while it is pending.
    public func result() throws -> Value {
        guard let outcome = storage.retrieve() else { throw InvalidStateError.resultNotSet }
        return try outcome.result.get()
    }

    /// The error of a future that is done, nil if it has a result.
    ///
    /// Throws a `CancellationError` if it was cancelled, and an ``InvalidStateError`` while it is pending.
    public func error() throws -> (any Error)? {
        switch storage.retrieve() {
        case nil: throw InvalidStateError.errorNotSet
        case .value: nil
        case .error(let error): error
        case .cancelled: throw CancellationError()
        }
    }
}

extension TracedFuture {
    /// Has `callback` called with this future, once it is done; soon, if it is.
    ///
    /// Traces call it by `name`, by default the function that it is written in. The callback is returned
    /// for ``removeDoneCallback(_:)``.
    @discardableResult
    public func addDoneCallback(
        name: String? = nil,
        function: StaticString = #function, fileID: StaticString = #fileID, line: UInt = #line,
        _ callback: @escaping @Sendable (TracedFuture<Value>) throws -> Void
    ) -> DoneCallback<Value> {
        let callback = DoneCallback(name: name, SourceLocation(function, fileID, line), callback)
        addDoneCallback(callback)
        return callback
    }

    /// Has `callback` called once more than it has been added before.
    public func addDoneCallback(_ callback: DoneCallback<Value>) {
        storage.addCallback(callback)
    }

    /// Removes `callback`, as often as it was added, and returns how often that was.
    ///
    /// The callbacks of a future that is done are on their way: they cannot be removed.
    @discardableResult
    public func removeDoneCallback(_ callback: DoneCallback<Value>) -> Int {
        storage.removeCallback(callback)
    }
}

extension TracedFuture: Hashable {
    /// Whether both are the same future.
    public static func == (left: TracedFuture, right: TracedFuture) -> Bool {
        left.storage === right.storage
    }

    /// Feeds the future's identity into `hasher`.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(ObjectIdentifier(storage))
    }
}

extension TracedFuture: CustomStringConvertible {
    /// As in `<Future pending name='answer' cb=[show() at Main.swift:7]>`; with the place of creation if the loop debugs.
    public var description: String {
        storage.describe(showsLocation: loop?.isDebug ?? false)
    }
}
