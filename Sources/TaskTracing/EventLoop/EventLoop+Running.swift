internal import Synchronization

/// Which loop runs on which thread.
enum RunningLoops {
    private static let loops = Mutex<[UInt: EventLoop]>([:])

    static func loop(on thread: UInt) -> EventLoop? {
        loops.withLock { $0[thread] }
    }

    static func began(_ loop: EventLoop, on thread: UInt) {
        loops.withLock { $0[thread] = loop }
    }

    static func ended(on thread: UInt) {
        _ = loops.withLock { $0.removeValue(forKey: thread) }
    }
}

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
        let thread = LoopThread.current
        if let running = RunningLoops.loop(on: thread) {
            throw running === self ? .alreadyRunning : .anotherLoopIsRunning
        }
        try storage.begin(thread: thread)
        RunningLoops.began(self, on: thread)
        defer {
            RunningLoops.ended(on: thread)
            storage.end()
        }
        // The batch and the loop's list of ready turns swap their buffers, so neither is allocated anew.
        var batch: [LoopTurn] = []
        repeat {
            storage.nextIteration(into: &batch)
            for turn in batch { take(turn) }
            batch.removeAll(keepingCapacity: true)
        } while !storage.endIteration()
    }

    private func take(_ turn: LoopTurn) {
        let began = isDebug ? ContinuousClock.now : nil
        switch turn {
        case .handle(let handle):
            guard handle.run(onError: callExceptionHandler) else { return }
            if let began { checkDuration(since: began, of: handle) }
        case .step(let job):
            runStep(job, since: began) { job.run(preferring: self) }
        case .isolatedStep(let job):
            runStep(job, since: began) { job.run(isolatedTo: self) }
        }
    }

    private func runStep(_ job: UnownedJob, since began: ContinuousClock.Instant?, _ run: () -> Void) {
        let identity = job.taskIdentity
        storage.runningStep.store(identity, ordering: .relaxed)
        defer {
            storage.runningStep.store(0, ordering: .relaxed)
            storage.deliverSelfCancellations()
        }
        guard let began else { return run() }
        // Asked before the step: after it, there may be neither job nor task.
        let id = Recorder.task(of: job)
        run()
        let task = storage.tasks.withLock { $0.stepEnded(identity) }
        checkDuration(since: began, ofStepOf: task, id: id)
    }
}
