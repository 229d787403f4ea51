internal import Synchronization
internal import TraceModel

/// Holds a condition's state, and carries out what its state machine decides.
final class ConditionStorage: Sendable {
    typealias Waiter = CheckedContinuation<Void, any Error>

    let number: UInt32
    let lock: LockStorage
    private let machine = Mutex(ConditionStateMachine<Waiter>())

    init(number: UInt32, lock: LockStorage) {
        self.number = number
        self.lock = lock
    }

    deinit {
        Recorder.objectEnded(number)
    }

    var waiterCount: Int { machine.withLock { $0.waiterCount } }

    nonisolated(nonsending) func wait(_ location: SourceLocation) async throws {
        guard lock.isLocked else { throw LockNotAcquired.wait }
        let isNotified = await isNotified(location)
        // Also when cancelled: the caller counts on holding the lock again.
        await lock.acquireUncancellably(location)
        guard Task.isCancelled else { return }
        // The notification was meant for one who can act on it.
        if isNotified { notify(1, location) }
        throw CancellationError()
    }

    func notifyLocked(_ count: Int, _ location: SourceLocation) throws(LockNotAcquired) {
        guard lock.isLocked else { throw .notify }
        notify(count, location)
    }

    /// Releases the lock and waits; false when the wait was cancelled.
    private nonisolated(nonsending) func isNotified(_ location: SourceLocation) async -> Bool {
        let id = WaiterID.next()
        do {
            try await withTaskCancellationHandler {
                try await withCheckedThrowingContinuation { continuation in
                    let action = machine.withLock {
                        $0.wait(continuation, id: id, isCancelled: Task.isCancelled)
                    }
                    // Only now: whoever gets the lock finds this waiter. If another task has released it
                    // meanwhile, there is nothing left to do.
                    try? lock.release(location)
                    switch action {
                    // After the release: what a task records between this and its suspension says that it
                    // did not suspend. If it is notified already, the records of the lock say so.
                    case .none: Recorder.waitBegin(number, reason: .condition, site: location.site)
                    case .cancel: continuation.resume(throwing: CancellationError())
                    }
                }
            } onCancel: {
                machine.withLock({ $0.cancel(id) })?.resume(throwing: CancellationError())
            }
            return true
        } catch {
            return false
        }
    }

    private func notify(_ count: Int, _ location: SourceLocation) {
        let notified = machine.withLock { machine in
            let notified = machine.notify(count)
            if Recorder.isRecording {
                Recorder.record(
                    .conditionNotify, object: number, site: location.site, value: UInt64(notified.count))
            }
            return notified
        }
        for waiter in notified { waiter.resume() }
    }
}
