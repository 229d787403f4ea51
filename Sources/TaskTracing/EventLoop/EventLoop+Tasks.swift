internal import Synchronization

extension EventLoop {
    /// Runs `operation` as a Swift task on the loop's thread; its first step has its turn in the next
    /// iteration.
    ///
    /// May be called from any thread. On a closed loop, the task fails with ``EventLoopError/closed``. The
    /// name is `Task-N` by default, counted over all loops. The task has the task-local values of the caller.
    ///
    /// A task that is started `eagerly` takes its first step within the call, if that comes from the thread
    /// on which the loop runs: one that never suspends is done when the call returns, and never has a turn.
    /// ``startsTasksEagerly`` says what holds where nothing is said.
    @discardableResult
    public func createTask<Value: Sendable>(
        name: String? = nil, eagerly: Bool? = nil,
        function: StaticString = #function, fileID: StaticString = #fileID, line: UInt = #line,
        _ operation: @escaping @Sendable () async throws -> Value
    ) -> LoopTask<Value> {
        createTask(name: name, eagerly: eagerly, SourceLocation(function, fileID, line), operation)
    }

    /// Whether tasks take their first step within the call that creates them; false by default.
    public var startsTasksEagerly: Bool {
        get { storage.startsTasksEagerly.load(ordering: .relaxed) }
        set { storage.startsTasksEagerly.store(newValue, ordering: .relaxed) }
    }

    func createTask<Value: Sendable>(
        name: String?, eagerly: Bool? = nil, _ location: SourceLocation,
        _ operation: @escaping @Sendable () async throws -> Value
    ) -> LoopTask<Value> {
        let future = TracedFuture<Value>(role: .task, name: name, loop: self, location)
        if isClosed {
            future.storage.finish(.failure(EventLoopError.closed), location)
        } else {
            let isEager = (eagerly ?? startsTasksEagerly) && storage.thread == LoopThread.current
            future.storage.start(operation, isEager: isEager)
        }
        return LoopTask(future: future)
    }
}
