internal import Logging
internal import Synchronization
internal import TraceCollector
internal import TraceModel

extension EventLoop {
    /// Hands `context` to ``exceptionHandler``, or logs it as an error when there is none.
    ///
    /// An error that the handler itself throws is logged, together with what it was called for.
    public func callExceptionHandler(_ context: ExceptionContext) {
        guard let exceptionHandler else {
            logger.error("\(context)")
            return
        }
        do {
            try exceptionHandler(self, context)
        } catch {
            logger.error(
                "Unhandled error in exception handler\nerror: \(describe(error))\ncontext: \(context)")
        }
    }

    func checkDuration(since began: ContinuousClock.Instant, of handle: LoopHandle) {
        guard let duration = slowDuration(since: began) else { return }
        let message = "Executing \(handle) took \(duration.inSeconds) seconds"
        Recorder.slowCallback(
            object: handle.object, task: nil, site: handle.location.site, duration: duration,
            threshold: slowCallbackDuration, message: message)
        logger.warning("\(message)")
    }

    /// `id` is the runtime's number of the task, which is not every time one that the loop has made.
    func checkDuration(since began: ContinuousClock.Instant, ofStepOf task: LoopTaskEntry?, id: UInt32) {
        guard let duration = slowDuration(since: began) else { return }
        let message = "Executing \(task?.describe() ?? "<Task \(id)>") took \(duration.inSeconds) seconds"
        Recorder.slowCallback(
            object: task?.number ?? storage.number, task: id, site: .unknown, duration: duration,
            threshold: slowCallbackDuration, message: message)
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

    private func slowDuration(since began: ContinuousClock.Instant) -> Duration? {
        let duration = began.duration(to: .now)
        return duration >= slowCallbackDuration ? duration : nil
    }
}

extension Duration {
    /// The seconds with three decimals, as in `0.105`.
    var inSeconds: String { Collector.SlowStep.seconds(wholeNanoseconds) }
}
