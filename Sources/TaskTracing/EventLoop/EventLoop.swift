public import Logging
internal import Synchronization
internal import TraceModel

/// Runs callbacks and the steps of tasks on one thread, one after the other, in the order in which they
/// became ready.
///
/// ```swift
/// let loop = EventLoop()
/// loop.createTask(name: "greeter") {
///     try await Task.sleep(for: .seconds(1))
///     print("hello")
///     loop.stop()
/// }
/// try loop.runForever()
/// try loop.close()
/// ```
///
/// A loop is also a task executor (`Task(executorPreference: loop) { … }`) and, by
/// ``asUnownedSerialExecutor()``, the executor of actors that choose it.
///
/// A loop that is released without ``close()`` logs a warning.
public final class EventLoop: Sendable {
    /// Receives what went wrong where no caller could be told.
    public typealias ExceptionHandler = @Sendable (EventLoop, ExceptionContext) throws -> Void

    /// The loop's name in traces and warnings.
    public let name: String
    /// Where the loop logs its warnings and errors.
    public let logger: Logger

    let storage: EventLoopStorage
    let location: SourceLocation
    let serialExecutor: LoopSerialExecutor

    /// Creates a loop that no thread runs yet.
    ///
    /// Its name is `EventLoop-N` by default, ``isDebug`` is off unless the environment variable
    /// `TASKTRACING_DEBUG` is set (and neither empty nor `0`), its warnings and errors go to a logger
    /// `TaskTracing` of the logging system, and its timers go by `clock`, the system's by default.
    public init(
        name: String? = nil, debug: Bool? = nil, logger: Logger? = nil, clock: (any EventLoopClock)? = nil,
        function: StaticString = #function, fileID: StaticString = #fileID, line: UInt = #line
    ) {
        storage = EventLoopStorage(isDebug: debug ?? DebugEnvironment.isOn, clock: clock ?? SystemClock())
        self.name = name ?? "EventLoop-\(storage.number)"
        self.logger = logger ?? Self.defaultLogger
        location = SourceLocation(function, fileID, line)
        serialExecutor = LoopSerialExecutor(storage)
        if Recorder.isRecording {
            Recorder.objectCreated(storage.number, kind: .eventLoop, name: self.name, site: location.site)
        }
    }

    deinit {
        if !storage.isClosed { reportUnclosed() }
        Recorder.objectEnded(storage.number)
    }

    static let defaultLogger = Logger(label: "TaskTracing")

    /// The loop that runs on this thread, if one does.
    public static var current: EventLoop? { LoopThread.loop }

    /// Whether a thread runs the loop.
    public var isRunning: Bool { storage.isRunning }

    /// Whether ``close()`` was called.
    public var isClosed: Bool { storage.isClosed }

    /// Whether the loop reports what is slow, refuses calls from other threads, and keeps where its callbacks
    /// were registered.
    public var isDebug: Bool {
        get { storage.isDebug.load(ordering: .relaxed) }
        set { storage.isDebug.store(newValue, ordering: .relaxed) }
    }

    /// How long a callback or a task's step must take to be reported in debug mode; 100 ms by default.
    ///
    /// An iteration that takes so long by many short ones is reported as well, and a sleep that lasts so much
    /// longer than the next timer allows.
    public var slowCallbackDuration: Duration {
        get { storage.settings.withLock { $0.slowCallbackDuration } }
        set { storage.settings.withLock { $0.slowCallbackDuration = newValue } }
    }

    /// Receives errors that no caller could be told; nil, the default, logs them.
    public var exceptionHandler: ExceptionHandler? {
        get { storage.settings.withLock { $0.exceptionHandler } }
        set { storage.settings.withLock { $0.exceptionHandler = newValue } }
    }

    /// The time by which timers go, and durations in debug mode: the loop's clock's.
    public func time() -> ContinuousClock.Instant { storage.clock.now }

    /// Stops the loop after the iteration that runs now, or else after the next one.
    ///
    /// May be called from any thread.
    public func stop() {
        storage.stop()
    }

    /// Drops what is scheduled, and refuses everything from now on.
    ///
    /// A task that is not yet done never runs again, and is reported. Closing twice does nothing.
    public func close() throws(EventLoopError) {
        if try storage.close() { reportPendingTasks() }
    }
}

extension EventLoop: CustomStringConvertible {
    /// As in `<EventLoop name='main' running=true closed=false debug=false>`.
    public var description: String {
        "<EventLoop name='\(name)' running=\(isRunning) closed=\(isClosed) debug=\(isDebug)>"
    }
}
