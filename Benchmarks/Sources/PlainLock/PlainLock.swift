internal import Synchronization

/// `TracedLock` without its instrumentation: the same state machine, in a storage that records nothing.
public final class PlainLock: Sendable {
    private typealias Waiter = CheckedContinuation<UInt32, any Error>
    private typealias Machine = LockStateMachine<Waiter>

    private let machine = Mutex(Machine())

    /// Creates a lock that is free.
    public init() {}

    /// As `TracedLock.acquire`.
    public nonisolated(nonsending) func acquire() async throws {
        if machine.withLock({ $0.acquire() != nil }) { return }
        let id = WaiterID.next()
        var isHandedOver = false
        let holding = try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let action = machine.withLock {
                    $0.wait(continuation, id: id, isCancelled: Task.isCancelled)
                }
                switch action {
                case .none: isHandedOver = true
                case .acquired(let holding): continuation.resume(returning: holding)
                case .cancel: continuation.resume(throwing: CancellationError())
                }
            }
        } onCancel: {
            machine.withLock({ $0.cancel(id) })?.resume(throwing: CancellationError())
        }
        guard isHandedOver, Task.isCancelled else { return }
        _ = end(machine.withLock { $0.giveBack(holding: holding) })
        throw CancellationError()
    }

    /// As `TracedLock.release`.
    public func release() throws {
        guard end(machine.withLock { $0.release() }) else { throw CancellationError() }
    }

    private func end(_ action: Machine.ReleaseAction) -> Bool {
        switch action {
        case .released: return true
        case .handOver(_, let waiter, let next, _):
            waiter.resume(returning: next)
            return true
        case .notAcquired: return false
        }
    }
}
