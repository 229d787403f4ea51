internal import Synchronization
internal import TraceModel

extension FutureStorage {
    /// Runs `operation` in a Swift task, on the future's loop if it has one, whose end is the future's.
    ///
    /// With `isEager`, up to the task's first suspension within this call, which must come from the loop's thread.
    func start(_ operation: @escaping @Sendable () async throws -> Value, isEager: Bool = false) {
        guard let control else { return }
        setDriver { control.cancel(message: $0) }
        loop?.storage.tasks.withLock { $0.add(LoopTaskEntry(storage: self, location: location)) }
        // The operation comes first among what this closure holds: by that the probe finds the user's function.
        let run: @Sendable () async throws -> Void = {
            let (outcome, step) = await self.outcome(of: operation, control, isEager)
            self.finish(outcome, self.location)
            self.loop?.storage.taskEnded(self.number, step: step)
            // The runtime sees how the task ends, so it has to end as the operation does.
            _ = try outcome.result.get()
        }
        let task = Recorder.creating(at: location.site) {
            isEager
                ? Task.immediate(name: name, executorPreference: loop, operation: run)
                : Task(name: name, executorPreference: loop, operation: run)
        }
        control.attach(task)
        if isEager { control.stepEnded() }
    }

    /// Makes the future end as `task` does, and a request to cancel it go to `task`.
    func follow<Failure>(_ task: Task<Value, Failure>) {
        setDriver { _ in
            task.cancel()
            return true
        }
        Recorder.creating(at: location.site) {
            _ = Task(name: "following \(name)") {
                Recorder.record(.futureTask, object: self.number)
                self.finish(await task.result.mapError { $0 as any Error }, self.location)
            }
        }
    }

    /// How the operation ended, and what identifies the task's steps.
    private func outcome(
        of operation: @Sendable () async throws -> Value, _ control: LoopTaskControl, _ isEager: Bool
    ) async -> (FutureOutcome<Value>, step: UInt) {
        if isEager { Recorder.isCreated() }
        Recorder.record(.futureTask, object: number)
        let step = RunningTask.identity
        loop?.storage.tasks.withLock { $0.began(number, step: step) }
        return (await outcome(of: operation, control, step), step)
    }

    private func outcome(
        of operation: @Sendable () async throws -> Value, _ control: LoopTaskControl, _ step: UInt
    ) async -> FutureOutcome<Value> {
        guard control.begin(step) else { return .cancelled(message: control.end().message) }
        do {
            let value = try await operation()
            let (isCancelled, message) = control.end()
            return isCancelled ? .cancelled(message: message) : .value(value)
        } catch is CancellationError {
            return .cancelled(message: control.end().message)
        } catch {
            _ = control.end()
            return .error(error)
        }
    }
}

extension FutureStorage: LoopTaskStorage {
    var isDone: Bool { outcome != nil }

    var isCancelled: Bool {
        if case .cancelled = outcome { true } else { false }
    }

    func waitUntilDone() async {
        await withCheckedContinuation { continuation in
            let resume = DoneCallback<Value>(name: "wait until done", self.location) { _ in
                continuation.resume()
            }
            self.addCallback(resume)
        }
    }

    func readError() -> (any Error)? {
        if case .error(let error) = retrieve() { error } else { nil }
    }
}

extension EventLoopStorage {
    /// The loop's own task that has the steps that `step` identifies.
    func task(ofStep step: UInt) -> (any LoopTaskStorage)? {
        guard step != 0 else { return nil }
        return tasks.withLock { $0.task(ofStep: step) }?.storage
    }

    func taskEnded(_ number: UInt32, step: UInt) {
        let isDebug = isDebug.load(ordering: .relaxed)
        // Released after the lock: it may be the last to hold the task's future.
        let entry = tasks.withLock { $0.remove(number, step: step, keepingForStep: isDebug) }
        withExtendedLifetime(entry) {}
    }

    /// The task of `control`, which runs now, has cancelled itself.
    func deliverAtStepEnd(_ control: LoopTaskControl) {
        selfCancelled.withLock { $0.append(control) }
        hasSelfCancelled.store(true, ordering: .relaxed)
    }

    func deliverSelfCancellations() {
        guard hasSelfCancelled.load(ordering: .relaxed) else { return }
        hasSelfCancelled.store(false, ordering: .relaxed)
        let controls = selfCancelled.withLock { controls in
            defer { controls = [] }
            return controls
        }
        for control in controls { control.stepEnded() }
    }
}
