extension EventLoop {
    /// Runs `operation` as a Swift task on the loop's thread; its first step has its turn in the next
    /// iteration.
    ///
    /// May be called from any thread. On a closed loop, the task fails with ``EventLoopError/closed``. The
    /// name is `Task-N` by default.
    @discardableResult
    public func createTask<Value: Sendable>(
        name: String? = nil,
        function: StaticString = #function, fileID: StaticString = #fileID, line: UInt = #line,
        _ operation: @escaping @Sendable () async throws -> Value
    ) -> LoopTask<Value> {
        createTask(name: name, SourceLocation(function, fileID, line), operation)
    }

    func createTask<Value: Sendable>(
        name: String?, _ location: SourceLocation, _ operation: @escaping @Sendable () async throws -> Value
    ) -> LoopTask<Value> {
        let future = TracedFuture<Value>(role: .task, name: name, loop: self, location)
        if isClosed {
            future.storage.finish(.failure(EventLoopError.closed), location)
        } else {
            future.storage.start(operation)
        }
        return LoopTask(future: future)
    }
}
