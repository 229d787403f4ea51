internal import Synchronization
internal import TraceModel

/// Holds a semaphore's state, and carries out what its state machine decides.
final class SemaphoreStorage: Sendable {
    /// One who waits, and what the record of his holding will tell. He is resumed with its number.
    struct Waiter: Sendable {
        let continuation: CheckedContinuation<UInt32, any Error>
        let task: UInt32
        let location: SourceLocation
    }

    typealias Machine = SemaphoreStateMachine<Waiter>

    private struct State {
        var machine: Machine
        /// Kept while recording alone.
        var ledger = HoldingLedger()
    }

    let number = Recorder.nextObject()
    private let state: Mutex<State>

    init(value: Int, bounded: Bool) {
        state = Mutex(State(machine: Machine(value: value, bounded: bounded)))
    }

    deinit {
        Recorder.objectEnded(number)
    }

    var value: Int { state.withLock { $0.machine.value } }
    var isLocked: Bool { state.withLock { $0.machine.isLocked } }
    var waiterCount: Int { state.withLock { $0.machine.waiterCount } }

    nonisolated(nonsending) func acquire(_ location: SourceLocation) async throws {
        if acquireNow(location) { return }
        let id = WaiterID.next()
        var isHandedOver = false
        let holding = try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                isHandedOver = wait(continuation, id, location)
            }
        } onCancel: {
            state.withLock({ $0.machine.cancel(id) })?.continuation.resume(throwing: CancellationError())
        }
        guard isHandedOver else { return }
        let isCancelled = Task.isCancelled
        arrive(holding, isCancelled: isCancelled, location)
        if isCancelled { throw CancellationError() }
    }

    func release(_ location: SourceLocation) throws(InvalidValueError) {
        let action = state.withLock { state in
            let action = state.machine.release()
            switch action {
            case .released, .handOver:
                if Recorder.isRecording {
                    recordEnd(state.ledger.ended(task: Recorder.currentTask), state.machine, location)
                }
            case .tooOften: break
            }
            if case .handOver(let handOver) = action { recordBegin(handOver, &state) }
            return action
        }
        switch action {
        case .released: break
        case .handOver(let handOver): resume(handOver)
        case .tooOften: throw InvalidValueError("BoundedSemaphore released too many times")
        }
    }

    private func acquireNow(_ location: SourceLocation) -> Bool {
        state.withLock { state in
            guard let holding = state.machine.acquire() else { return false }
            recordBegin(holding, location, &state)
            return true
        }
    }

    /// Whether `continuation` is to wait; if not, it is resumed.
    private func wait(
        _ continuation: CheckedContinuation<UInt32, any Error>, _ id: WaiterID, _ location: SourceLocation
    ) -> Bool {
        let waiter = Waiter(continuation: continuation, task: Recorder.currentTask, location: location)
        let action = state.withLock { state in
            let action = state.machine.wait(waiter, id: id, isCancelled: Task.isCancelled)
            switch action {
            // Within the lock, so that it is recorded before whatever ends the wait.
            case .none: Recorder.waitBegin(number, reason: .semaphore, site: location.site)
            case .acquired(let holding): recordBegin(holding, location, &state)
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

    private func arrive(_ holding: UInt32, isCancelled: Bool, _ location: SourceLocation) {
        let handOvers = state.withLock { state in
            let handOvers = state.machine.arrive(isCancelled: isCancelled)
            if isCancelled, Recorder.isRecording {
                state.ledger.ended(holding: holding)
                recordEnd(holding, state.machine, location)
            }
            for handOver in handOvers { recordBegin(handOver, &state) }
            return handOvers
        }
        for handOver in handOvers { resume(handOver) }
    }

    private func resume(_ handOver: Machine.HandOver) {
        handOver.waiter.continuation.resume(returning: handOver.holding)
    }
}

extension SemaphoreStorage {
    private func recordBegin(_ holding: UInt32, _ location: SourceLocation, _ state: inout State) {
        guard Recorder.isRecording else { return }
        state.ledger.began(holding, task: Recorder.currentTask)
        Recorder.holdingBegan(holding, object: number, location)
    }

    private func recordBegin(_ handOver: Machine.HandOver, _ state: inout State) {
        guard Recorder.isRecording else { return }
        let waiter = handOver.waiter
        state.ledger.began(handOver.holding, task: waiter.task)
        Recorder.holdingBegan(handOver.holding, object: number, task: waiter.task, waiter.location)
    }

    private func recordEnd(_ holding: UInt32, _ machine: Machine, _ location: SourceLocation) {
        Recorder.holdingEnded(holding, object: number, waiting: machine.waiterCount, location)
    }
}
