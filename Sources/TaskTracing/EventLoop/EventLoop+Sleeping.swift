internal import Synchronization
internal import TraceModel

extension EventLoop {
    /// Suspends the task until `duration` has passed by the loop's ``time()``; `Task.sleep` goes by the system's.
    ///
    /// A duration that is not positive lets everything have one turn that is ready now. The cancellation of the
    /// task ends the sleep.
    public nonisolated(nonsending) func sleep(
        for duration: Duration,
        function: StaticString = #function, fileID: StaticString = #fileID, line: UInt = #line
    ) async throws {
        guard duration > .zero else {
            try Task.checkCancellation()
            await Task.yield()
            return try Task.checkCancellation()
        }
        let sleep = LoopSleep()
        let location = SourceLocation(function, fileID, line)
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                Recorder.waitBegin(storage.number, reason: .sleep, site: location.site)
                guard sleep.begin(continuation) else { return }
                let when = time() + duration
                let timer = LoopHandle(
                    kind: .timer, object: storage.number, location: location, when: when, loop: storage
                ) {
                    sleep.end(.success(()))
                }
                guard storage.schedule(.handle(timer), at: when) else {
                    return sleep.end(.failure(EventLoopError.closed))
                }
                sleep.setTimer(timer)
            }
        } onCancel: {
            sleep.end(.failure(CancellationError()))
        }
    }

    /// Waits for `delay`, by the timers of the loop that runs the calling task, or else as `Task.sleep`.
    ///
    /// A delay that is not positive lets everything have its turn that is ready now. Throws a
    /// `CancellationError` if the task is cancelled before the end.
    public nonisolated(nonsending) static func sleep(
        for delay: Duration,
        function: StaticString = #function, fileID: StaticString = #fileID, line: UInt = #line
    ) async throws {
        guard let loop = current else {
            guard delay > .zero else {
                await Task.yield()
                return try Task.checkCancellation()
            }
            return try await Task.sleep(for: delay)
        }
        try await loop.sleep(for: delay, function: function, fileID: fileID, line: line)
    }
}

/// One sleep: ends once, by its timer or by the cancellation of its task, which may come before it begins.
private final class LoopSleep: Sendable {
    private struct State {
        var continuation: CheckedContinuation<Void, any Error>?
        var timer: LoopHandle?
        var hasEnded = false
    }

    private let state = Mutex(State())

    /// False when it has ended before.
    func begin(_ continuation: CheckedContinuation<Void, any Error>) -> Bool {
        let begins = state.withLock { state in
            if !state.hasEnded { state.continuation = continuation }
            return !state.hasEnded
        }
        if !begins { continuation.resume(throwing: CancellationError()) }
        return begins
    }

    func setTimer(_ timer: LoopHandle) {
        let isNeeded = state.withLock { state in
            if !state.hasEnded { state.timer = timer }
            return !state.hasEnded
        }
        if !isNeeded { timer.cancel() }
    }

    func end(_ result: Result<Void, any Error>) {
        let (continuation, timer) = state.withLock { state in
            state.hasEnded = true
            return (state.continuation.take(), state.timer.take())
        }
        timer?.cancel()
        continuation?.resume(with: result)
    }
}
