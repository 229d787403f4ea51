extension EventLoop: TaskExecutor, SerialExecutor {
    /// Gives a step of a task that prefers this executor its turn in the next iteration.
    ///
    /// Called by the Swift runtime. A step for a closed loop never runs.
    public func enqueue(_ job: consuming ExecutorJob) {
        _ = storage.schedule(.step(UnownedJob(job)))
    }

    /// The executor for an actor that is to run on the loop's thread.
    ///
    /// ```swift
    /// actor Counter {
    ///     let loop: EventLoop
    ///     nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }
    /// }
    /// ```
    public func asUnownedSerialExecutor() -> UnownedSerialExecutor {
        unsafe serialExecutor.asUnownedSerialExecutor()
    }
}

/// The loop as an actor's executor.
///
/// The runtime tells both kinds of steps by the same `enqueue`, but they must be run differently: a task
/// that merely prefers the loop, run as if it were isolated to it, would be enqueued again by each call of
/// a nonisolated function. So each kind comes in by an object of its own.
final class LoopSerialExecutor: SerialExecutor {
    private let storage: EventLoopStorage

    init(_ storage: EventLoopStorage) {
        self.storage = storage
    }

    func enqueue(_ job: consuming ExecutorJob) {
        _ = storage.schedule(.isolatedStep(UnownedJob(job)))
    }

    /// Callbacks of the loop are isolated to it although they are no task's steps.
    func checkIsolated() {
        precondition(storage.thread == LoopThread.current, "Not on the thread of the event loop.")
    }
}
