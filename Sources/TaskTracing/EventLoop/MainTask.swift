internal import Synchronization

/// The task that a loop is run for, which the signal SIGINT cancels.
final class MainTask<Value: Sendable>: Sendable {
    private let loop: EventLoop
    private let location: SourceLocation
    private let task: LoopTask<Value>
    private let interruption: Interruption

    init(
        of loop: EventLoop, name: String?, _ location: SourceLocation,
        _ body: @escaping @Sendable () async throws -> Value
    ) {
        let interruption = Interruption()
        self.loop = loop
        self.location = location
        self.interruption = interruption
        task = loop.createTask(name: name, location) {
            try await withTaskCancellationHandler {
                try await body()
            } onCancel: {
                interruption.taskWasCancelled()
            }
        }
    }

    func cancel() {
        task.cancel()
    }

    /// Runs the loop until the task has ended. One that SIGINT has cancelled, and nobody before, ends by
    /// ``EventLoopError/interrupted``.
    func run(handlesInterrupt: Bool) throws -> Value {
        let handling = handlesInterrupt ? InterruptSignal.begin { self.interrupt() } : nil
        defer { handling.map(InterruptSignal.end) }
        do {
            return try loop.runUntilDone(task.future, location)
        } catch is CancellationError where interruption.isTheReason {
            throw EventLoopError.interrupted
        }
    }

    /// False when it is the second time.
    private func interrupt() -> Bool {
        guard interruption.begin() else { return false }
        task.cancel()
        return true
    }
}

/// Whether a task was cancelled by the signal or by somebody else.
private final class Interruption: Sendable {
    private struct State {
        var isInterrupted = false
        var wasCancelledBefore = false
    }

    private let state = Mutex(State())

    var isTheReason: Bool { state.withLock { $0.isInterrupted && !$0.wasCancelledBefore } }

    func begin() -> Bool {
        state.withLock { state in
            defer { state.isInterrupted = true }
            return !state.isInterrupted
        }
    }

    func taskWasCancelled() {
        state.withLock { if !$0.isInterrupted { $0.wasCancelledBefore = true } }
    }
}
