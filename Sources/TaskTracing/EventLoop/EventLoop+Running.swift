internal import Synchronization

extension EventLoop {
    /// Runs the loop on the calling thread until ``stop()``.
    ///
    /// When it was stopped before, exactly one iteration runs.
    @available(*, noasync, message: "It blocks its thread; use runForeverOnThread().")
    public func runForever() throws(EventLoopError) {
        try runUntilStopped()
    }

    /// Runs the loop on the calling thread until `future` is done, and returns its result.
    @available(*, noasync, message: "It blocks its thread; use EventLoop.run.")
    public func run<Value>(
        until future: TracedFuture<Value>,
        function: StaticString = #function, fileID: StaticString = #fileID, line: UInt = #line
    ) throws -> Value {
        try runUntilDone(future, SourceLocation(function, fileID, line))
    }

    /// Runs the loop on the calling thread until `operation`, as a task of the loop, has ended.
    @available(*, noasync, message: "It blocks its thread; use EventLoop.run.")
    public func run<Value: Sendable>(
        name: String? = nil,
        function: StaticString = #function, fileID: StaticString = #fileID, line: UInt = #line,
        until operation: @escaping @Sendable () async throws -> Value
    ) throws -> Value {
        let location = SourceLocation(function, fileID, line)
        return try runUntilDone(createTask(name: name, location, operation).future, location)
    }

    func runUntilDone<Value>(_ future: TracedFuture<Value>, _ location: SourceLocation) throws -> Value {
        if let loop = future.loop, loop !== self { throw EventLoopError.futureOfAnotherLoop }
        let stopWhenDone = DoneCallback<Value>(name: "stop when done", location) { [weak self] _ in
            self?.stop()
        }
        future.addDoneCallback(stopWhenDone)
        defer { future.removeDoneCallback(stopWhenDone) }
        try runUntilStopped()
        guard future.isDone else { throw EventLoopError.stoppedBeforeCompletion }
        return try future.result()
    }

    func runUntilStopped() throws(EventLoopError) {
        if let running = LoopThread.loop { throw running === self ? .alreadyRunning : .anotherLoopIsRunning }
        try storage.begin(thread: LoopThread.current)
        LoopThread.loop = self
        defer {
            LoopThread.loop = nil
            storage.end()
        }
        // The batch and the loop's list of ready turns swap their buffers, so neither is allocated anew.
        var batch: [LoopTurn] = []
        repeat {
            storage.nextIteration(
                into: &batch,
                didSleep: isDebug ? { self.checkDuration($1, ofSleepOf: $0) } : nil)
            if isDebug { takeTimed(batch) } else { for turn in batch { take(turn) } }
            batch.removeAll(keepingCapacity: true)
        } while !storage.endIteration()
    }

    private func take(_ turn: LoopTurn) {
        switch turn {
        case .handle(let handle): run(handle)
        case .step(let job): runStep(job) { job.run(preferring: self) }
        case .isolatedStep(let job): runStep(job) { job.run(isolatedTo: self) }
        }
    }

    private func runStep(_ job: UnownedJob, _ run: () -> Void) {
        storage.runningStep.store(job.taskIdentity, ordering: .relaxed)
        run()
        storage.runningStep.store(0, ordering: .relaxed)
        storage.deliverSelfCancellations()
    }

    @discardableResult
    private func run(_ handle: LoopHandle) -> Bool {
        guard handle.context != nil || isDebug else { return handle.run(onError: callExceptionHandler) }
        storage.runningHandle.withLock { $0 = handle }
        defer { storage.runningHandle.withLock { $0 = nil } }
        return handle.run(onError: callExceptionHandler)
    }

    /// An iteration in debug mode: tells what in it was slow.
    private func takeTimed(_ batch: [LoopTurn]) {
        var unreported = Duration.zero
        for turn in batch {
            let began = time()
            let check: (Duration) -> Bool
            switch turn {
            case .handle(let handle):
                guard run(handle) else { continue }
                check = { self.checkDuration($0, of: handle) }
            case .step(let job), .isolatedStep(let job):
                // Asked before the step: after it, there may be neither job nor task.
                let (id, identity) = (Recorder.task(of: job), job.taskIdentity)
                take(turn)
                let task = storage.tasks.withLock { $0.stepEnded(identity) }
                check = { self.checkDuration($0, ofStepOf: task, id: id) }
            }
            let duration = began.duration(to: time())
            if !check(duration) { unreported += duration }
        }
        checkDuration(unreported, ofIterationOf: batch.count)
    }
}
