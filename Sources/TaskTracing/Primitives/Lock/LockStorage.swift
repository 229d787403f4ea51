internal import Synchronization
internal import TraceModel

/// Holds a lock's state, and carries out what its state machine decides.
final class LockStorage: Sendable {
    /// One who waits, and what the record of his holding will tell. He is resumed with its number.
    struct Waiter: Sendable {
        let continuation: CheckedContinuation<UInt32, any Error>
        let task: UInt32
        let location: SourceLocation
    }

    typealias Machine = LockStateMachine<Waiter>

    let number = Recorder.nextObject()
    private let machine = Mutex(Machine())

    deinit {
        Recorder.objectEnded(number)
    }

    var isLocked: Bool { machine.withLock { $0.isLocked } }
    var waiterCount: Int { machine.withLock { $0.waiterCount } }

    nonisolated(nonsending) func acquire(_ location: SourceLocation) async throws {
        if acquireNow(location) { return }
        let id = WaiterID.next()
        var isHandedOver = false
        let holding = try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                isHandedOver = wait(continuation, id, location)
            }
        } onCancel: {
            machine.withLock({ $0.cancel(id) })?.continuation.resume(throwing: CancellationError())
        }
        // Cancelled after the lock was handed over, and before it could be used: the turn is the next one's.
        guard isHandedOver, Task.isCancelled else { return }
        giveBack(holding, location)
        throw CancellationError()
    }

    /// Acquires although the task may be cancelled.
    nonisolated(nonsending) func acquireUncancellably(_ location: SourceLocation) async {
        if acquireNow(location) { return }
        // Nobody knows the wait's number, so nobody ends it but a release.
        _ = try? await withCheckedThrowingContinuation { continuation in
            _ = wait(continuation, .next(), location, isCancellable: false)
        }
    }

    func release(_ location: SourceLocation) throws(LockNotAcquired) {
        guard end(location, { $0.release() }) else { throw .release }
    }

    private func acquireNow(_ location: SourceLocation) -> Bool {
        machine.withLock { machine in
            guard let holding = machine.acquire() else { return false }
            Recorder.holdingBegan(holding, object: number, location)
            return true
        }
    }

    /// Whether `continuation` is to wait; if not, it is resumed.
    private func wait(
        _ continuation: CheckedContinuation<UInt32, any Error>, _ id: WaiterID, _ location: SourceLocation,
        isCancellable: Bool = true
    ) -> Bool {
        let waiter = Waiter(continuation: continuation, task: Recorder.currentTask, location: location)
        let action = machine.withLock { machine in
            let action = machine.wait(
                waiter, id: id, isCancelled: isCancellable && Task.isCancelled)
            switch action {
            // Within the lock, so that it is recorded before whatever ends the wait.
            case .none: Recorder.waitBegin(number, reason: .lock, site: location.site)
            case .acquired(let holding): Recorder.holdingBegan(holding, object: number, location)
            case .cancel: break
            }
            return action
        }
        switch action {
        case .none: return true
        case .acquired(let holding): continuation.resume(returning: holding)
        case .cancel: continuation.resume(throwing: CancellationError())
        }
        return false
    }

    private func giveBack(_ holding: UInt32, _ location: SourceLocation) {
        _ = end(location) { $0.giveBack(holding: holding) }
    }

    /// Ends a holding; false if there was none to end.
    private func end(
        _ location: SourceLocation, _ decide: (inout Machine) -> Machine.ReleaseAction
    ) -> Bool {
        let action = machine.withLock { machine in
            let action = decide(&machine)
            switch action {
            case .released(let holding):
                Recorder.holdingEnded(holding, object: number, waiting: 0, location)
            case .handOver(let holding, let waiter, let next, let waiting):
                Recorder.holdingEnded(holding, object: number, waiting: waiting, location)
                Recorder.holdingBegan(next, object: number, task: waiter.task, waiter.location)
            case .notAcquired: break
            }
            return action
        }
        switch action {
        case .released: return true
        case .handOver(_, let waiter, let next, _):
            waiter.continuation.resume(returning: next)
            return true
        case .notAcquired: return false
        }
    }
}
