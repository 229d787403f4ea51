internal import Synchronization

extension FutureStorage {
    /// Runs `operation` in a Swift task, on the future's loop if it has one, whose end is the future's.
    func start(_ operation: @escaping @Sendable () async throws -> Value) {
        expectDriver()
        let loop = loop
        loop?.storage.tasks.withLock { $0.add(entry) }
        // The runtime sees how the task ends, so it has to end as the operation does.
        let task = Recorder.creating(at: location.site) {
            Task<Void, any Error>(name: name, executorPreference: loop) {
                let step = loop?.storage.taskBegan(self.number) ?? 0
                let result = await Self.result(of: operation)
                self.finish(result, self.location)
                loop?.storage.taskEnded(self.number, step: step)
                _ = try result.get()
            }
        }
        setDriver { _ in
            task.cancel()
            return true
        }
    }

    /// Makes the future end as `task` does, and a request to cancel it go to `task`.
    func follow<Failure>(_ task: Task<Value, Failure>) {
        expectDriver()
        setDriver { _ in
            task.cancel()
            return true
        }
        Recorder.creating(at: location.site) {
            _ = Task(name: "following \(name)") {
                self.finish(await task.result.mapError { $0 as any Error }, self.location)
            }
        }
    }

    private static func result(
        of operation: @Sendable () async throws -> Value
    ) async -> Result<Value, any Error> {
        // A task that is cancelled before its first step never begins its work.
        guard !Task.isCancelled else { return .failure(CancellationError()) }
        do {
            return .success(try await operation())
        } catch {
            return .failure(error)
        }
    }

    private var entry: LoopTaskEntry {
        LoopTaskEntry(
            number: number,
            describe: { self.describe(showsLocation: true) },
            cancel: { _ = self.cancel(message: nil, self.location) },
            waitUntilDone: {
                // Waits without reading: an error that nobody has read is still to be reported.
                await withCheckedContinuation { continuation in
                    let resume = DoneCallback<Value>(name: "shut down", self.location) { _ in
                        continuation.resume()
                    }
                    self.addCallback(resume)
                }
            })
    }
}

extension EventLoopStorage {
    /// The loop's own task `number` takes its first step; returns what identifies its steps.
    func taskBegan(_ number: UInt32) -> UInt {
        let step = runningStep.load(ordering: .relaxed)
        tasks.withLock { $0.began(number, step: step) }
        return step
    }

    func taskEnded(_ number: UInt32, step: UInt) {
        let isDebug = isDebug.load(ordering: .relaxed)
        // Released after the lock: it may be the last to hold the task's future.
        let entry = tasks.withLock { $0.remove(number, step: step, keepingForStep: isDebug) }
        withExtendedLifetime(entry) {}
    }
}
