internal import Synchronization

/// A task of an event loop, whatever its result; two are equal when they are the same task.
public struct AnyLoopTask: Sendable, Hashable {
    let storage: any LoopTaskStorage

    init(_ storage: any LoopTaskStorage) {
        self.storage = storage
    }

    /// The task without the type of its result.
    public init<Value>(_ task: LoopTask<Value>) {
        storage = task.future.storage
    }

    /// The running task, if a loop has created it and runs it on this thread.
    public static var current: AnyLoopTask? { EventLoop.current?.currentTask }

    /// The task's name. Traces, and Swift's own task, keep the one that it was created with.
    public var name: String {
        get { storage.control?.name ?? "" }
        nonmutating set { storage.control?.name = newValue }
    }

    /// The loop on which the task runs.
    public var loop: EventLoop? { storage.loop }

    /// Whether the task has returned, thrown or been cancelled.
    public var isDone: Bool { storage.isDone }

    /// Whether the task has ended by cancellation.
    public var isCancelled: Bool { storage.isCancelled }

    /// How many requests to cancel the task there are that ``uncancel()`` has not withdrawn.
    public var cancelling: Int { storage.control?.requests ?? 0 }

    /// Asks the task to end; false when it is done already. See ``LoopTask/cancel(message:function:fileID:line:)``.
    @discardableResult
    public func cancel(
        message: String? = nil,
        function: StaticString = #function, fileID: StaticString = #fileID, line: UInt = #line
    ) -> Bool {
        storage.cancel(message: message, SourceLocation(function, fileID, line))
    }

    /// Withdraws one request to cancel, and returns how many are left. See ``LoopTask/uncancel()``.
    @discardableResult
    public func uncancel() -> Int {
        storage.control?.uncancel() ?? 0
    }

    /// Whether both are the same task.
    public static func == (left: AnyLoopTask, right: AnyLoopTask) -> Bool { left.storage === right.storage }

    /// Feeds the task's identity into `hasher`.
    public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(storage)) }
}

extension AnyLoopTask: CustomStringConvertible {
    /// As in `<Task pending name='greeter'>`.
    public var description: String { storage.describe(showsLocation: loop?.isDebug ?? false) }
}

extension EventLoop {
    /// The loop's tasks that are not done, in the order of their creation.
    public var allTasks: [AnyLoopTask] {
        storage.tasks.withLock { $0.all }.map { AnyLoopTask($0.storage) }
    }

    /// The task whose step the loop runs now; nil between steps, in callbacks, and in tasks that
    /// ``createTask(name:eagerly:function:fileID:line:_:)`` has not created.
    public var currentTask: AnyLoopTask? {
        let isHere = storage.thread == LoopThread.current
        let step = isHere ? RunningTask.identity : storage.runningStep.load(ordering: .relaxed)
        return storage.task(ofStep: step).map { AnyLoopTask($0) }
    }
}
