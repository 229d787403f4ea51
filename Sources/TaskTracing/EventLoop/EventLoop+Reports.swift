internal import Logging
internal import Synchronization
internal import TraceCollector
internal import TraceModel

extension EventLoop {
    /// Hands `context` to ``exceptionHandler``, or to ``defaultExceptionHandler(_:)`` when there is none.
    ///
    /// An error that the handler itself throws is logged, together with what it was called for.
    public func callExceptionHandler(_ context: ExceptionContext) {
        var context = context
        if context.sourceTraceback == nil, context.handleTraceback == nil,
            let traceback = storage.runningHandle.withLock({ $0 })?.sourceTraceback, !traceback.isEmpty
        {
            context.handleTraceback = traceback
        }
        if Recorder.isRecording {
            let error = context.error.map { ": \(describe($0))" } ?? ""
            Recorder.record(.exception, object: storage.number, text: context.message + error)
        }
        guard let exceptionHandler else { return defaultExceptionHandler(context) }
        do {
            try exceptionHandler(self, context)
        } catch {
            logger.error(
                "Unhandled error in exception handler\nerror: \(describe(error))\ncontext: \(context)")
        }
    }

    /// Logs `context` as an error: what is done without an ``exceptionHandler``, and what one may leave to it.
    public func defaultExceptionHandler(_ context: ExceptionContext) {
        logger.error("\(context)")
    }

    /// True when it was slow.
    func checkDuration(_ duration: Duration, of handle: LoopHandle) -> Bool {
        let threshold = slowCallbackDuration
        guard duration >= threshold else { return false }
        let message = "Executing \(handle) took \(duration.inSeconds) seconds"
        Recorder.slowCallback(
            object: handle.object, task: nil, site: handle.location.site, duration: duration,
            threshold: threshold, message: message)
        logger.warning("\(message)")
        return true
    }

    /// True when it was slow. `id` is the runtime's number of the task, which is not every time one that the
    /// loop has made.
    func checkDuration(_ duration: Duration, ofStepOf task: LoopTaskEntry?, id: UInt32) -> Bool {
        let threshold = slowCallbackDuration
        guard duration >= threshold else { return false }
        let message = "Executing \(task?.describe() ?? "<Task \(id)>") took \(duration.inSeconds) seconds"
        Recorder.slowCallback(
            object: task?.number ?? storage.number, task: id, site: .unknown, duration: duration,
            threshold: threshold, message: message)
        logger.warning("\(message)")
        return true
    }

    /// `duration` is that of the turns of an iteration that were not slow by themselves.
    func checkDuration(_ duration: Duration, ofIterationOf turns: Int) {
        guard duration > .zero else { return }
        report("Iteration of \(turns) callbacks took \(duration.inSeconds) seconds", duration, beyond: .zero)
    }

    func checkDuration(_ duration: Duration, ofSleepOf limit: Duration) {
        report(
            "Polling for \(max(limit, .zero).inSeconds) seconds took \(duration.inSeconds) seconds",
            duration, beyond: limit)
    }

    private func report(_ message: @autoclosure () -> String, _ duration: Duration, beyond limit: Duration) {
        let threshold = slowCallbackDuration
        guard duration - limit >= threshold else { return }
        let message = message()
        Recorder.slowCallback(
            object: storage.number, task: nil, site: location.site, duration: duration, threshold: threshold,
            message: message)
        logger.warning("\(message)")
    }

    func reportUnclosed() {
        let message = "unclosed event loop \(self)"
        Recorder.record(.unclosed, object: storage.number, site: location.site, text: message)
        logger.warning("\(message)\ncreated at \(location)")
        // Nothing runs a loop that is being released, so closing it cannot fail.
        _ = try? storage.close()
        reportPendingTasks()
    }

    func reportPendingTasks() {
        for task in storage.tasks.withLock({ $0.removeAll() }) {
            let message = "Task was destroyed but it is pending!"
            let description = task.describe()
            Recorder.record(.destroyedPending, object: task.number, text: "\(message) \(description)")
            callExceptionHandler(ExceptionContext(message: message, task: description))
        }
    }
}

extension Duration {
    /// The seconds with three decimals, as in `0.105`.
    var inSeconds: String { Collector.SlowStep.seconds(wholeNanoseconds) }
}
