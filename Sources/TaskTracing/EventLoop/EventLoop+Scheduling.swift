internal import Synchronization
internal import TraceModel

extension EventLoop {
    /// Runs `callback` in the next iteration, after everything that was scheduled before it.
    ///
    /// It sees the task-local values that are bound here, or those of `context`. In debug mode, a call from
    /// another thread than the loop's is refused while the loop runs.
    @discardableResult
    public func callSoon(
        context: TaskLocalContext? = nil,
        function: StaticString = #function, fileID: StaticString = #fileID, line: UInt = #line,
        _ callback: @escaping @Sendable () throws -> Void
    ) throws(EventLoopError) -> LoopHandle {
        let location = SourceLocation(function, fileID, line)
        try checkThread(location)
        return try schedule(context, location, callback)
    }

    /// Runs `callback` in the next iteration; may be called from any thread, and wakes a sleeping loop.
    ///
    /// It sees the task-local values that are bound here, or those of `context`.
    @discardableResult
    public func callSoonThreadsafe(
        context: TaskLocalContext? = nil,
        function: StaticString = #function, fileID: StaticString = #fileID, line: UInt = #line,
        _ callback: @escaping @Sendable () throws -> Void
    ) throws(EventLoopError) -> LoopHandle {
        try schedule(context, SourceLocation(function, fileID, line), callback)
    }

    /// Runs `callback` once `delay` has passed, in the next iteration if it is not positive.
    ///
    /// It sees the task-local values that are bound here, or those of `context`.
    @discardableResult
    public func callLater(
        _ delay: Duration, context: TaskLocalContext? = nil,
        function: StaticString = #function, fileID: StaticString = #fileID, line: UInt = #line,
        _ callback: @escaping @Sendable () throws -> Void
    ) throws(EventLoopError) -> LoopHandle {
        try schedule(at: time() + delay, delay, context, SourceLocation(function, fileID, line), callback)
    }

    /// Runs `callback` at `when`, by ``time()``.
    ///
    /// It sees the task-local values that are bound here, or those of `context`.
    @discardableResult
    public func callAt(
        _ when: ContinuousClock.Instant, context: TaskLocalContext? = nil,
        function: StaticString = #function, fileID: StaticString = #fileID, line: UInt = #line,
        _ callback: @escaping @Sendable () throws -> Void
    ) throws(EventLoopError) -> LoopHandle {
        try schedule(
            at: when, time().duration(to: when), context, SourceLocation(function, fileID, line), callback)
    }

    /// Schedules a callback of a future; one for a closed loop is reported and dropped.
    func schedule(_ handle: LoopHandle) {
        guard !storage.schedule(.handle(handle)) else { return }
        callExceptionHandler(
            ExceptionContext(
                message: "A callback was dropped", error: EventLoopError.closed,
                handle: handle.description))
    }

    /// What a callback that is registered here is to see, nil for nothing.
    func context(_ location: SourceLocation) -> TaskLocalContext? {
        TaskLocalContext.bound(location, in: storage.runningHandle.withLock { $0?.context })
    }

    private func schedule(
        _ context: TaskLocalContext?, _ location: SourceLocation,
        _ callback: @escaping @Sendable () throws -> Void
    ) throws(EventLoopError) -> LoopHandle {
        let handle = LoopHandle(
            kind: .handle, object: storage.number, location: location,
            context: context ?? self.context(location), creation: isDebug ? .here : nil, callback: callback)
        guard storage.schedule(.handle(handle)) else { throw .closed }
        return handle
    }

    private func schedule(
        at when: ContinuousClock.Instant, _ delay: Duration, _ context: TaskLocalContext?,
        _ location: SourceLocation, _ callback: @escaping @Sendable () throws -> Void
    ) throws(EventLoopError) -> LoopHandle {
        try checkThread(location)
        let handle = LoopHandle(
            kind: .timer, object: storage.number, location: location, when: when, loop: storage,
            context: context ?? self.context(location), creation: isDebug ? .here : nil, callback: callback)
        guard storage.schedule(.handle(handle), at: when) else { throw .closed }
        if Recorder.isRecording {
            Recorder.record(
                .timer, object: storage.number, site: location.site,
                value: UInt64(max(delay.wholeNanoseconds, 0)))
        }
        return handle
    }

    /// Refuses in debug mode what is meant for the loop's own thread and comes from another; a trace is told of it anyhow.
    private func checkThread(_ location: SourceLocation) throws(EventLoopError) {
        guard isDebug || Recorder.isRecording, let thread = storage.thread, thread != LoopThread.current
        else {
            return
        }
        Recorder.record(
            .wrongThread, object: storage.number, site: location.site,
            text: EventLoopError.notThreadSafe.description)
        if isDebug { throw .notThreadSafe }
    }
}
