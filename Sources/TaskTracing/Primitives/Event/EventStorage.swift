internal import Synchronization
internal import TraceModel

/// Holds an event's state, and carries out what its state machine decides.
final class EventStorage: Sendable {
    typealias Waiter = CheckedContinuation<Void, any Error>

    let number = Recorder.nextObject()
    private let machine = Mutex(EventStateMachine<Waiter>())

    deinit {
        Recorder.objectEnded(number)
    }

    var isSet: Bool { machine.withLock { $0.isSet } }
    var waiterCount: Int { machine.withLock { $0.waiterCount } }

    func set(_ location: SourceLocation) {
        switch machine.withLock({ $0.set() }) {
        case .none: break
        case .resume(let waiters):
            if Recorder.isRecording {
                Recorder.record(.eventSet, object: number, site: location.site, value: UInt64(waiters.count))
            }
            for waiter in waiters { waiter.resume() }
        }
    }

    func clear(_ location: SourceLocation) {
        switch machine.withLock({ $0.clear() }) {
        case .none: break
        case .cleared:
            if Recorder.isRecording { Recorder.record(.eventClear, object: number, site: location.site) }
        }
    }

    nonisolated(nonsending) func wait(_ location: SourceLocation) async throws {
        let isSet = isSet
        if Recorder.isRecording {
            Recorder.record(.eventWait, object: number, site: location.site, value: isSet ? 1 : 0)
        }
        guard !isSet else { return }
        let id = WaiterID.next()
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let action = machine.withLock { machine in
                    let action = machine.wait(continuation, id: id, isCancelled: Task.isCancelled)
                    // Within the lock, so that it is recorded before whatever ends the wait.
                    if case .none = action { Recorder.waitBegin(number, reason: .event, site: location.site) }
                    return action
                }
                switch action {
                case .none: break
                case .resume(let waiter): waiter.resume()
                case .cancel(let waiter): waiter.resume(throwing: CancellationError())
                }
            }
        } onCancel: {
            if case .cancel(let waiter) = machine.withLock({ $0.cancel(id) }) {
                waiter.resume(throwing: CancellationError())
            }
        }
    }
}
