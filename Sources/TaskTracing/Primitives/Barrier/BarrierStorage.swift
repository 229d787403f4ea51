internal import Synchronization
internal import TraceModel

/// Holds a barrier's state, and carries out what its state machine decides.
final class BarrierStorage: Sendable {
    typealias Waiter = CheckedContinuation<Int, any Error>
    typealias Machine = BarrierStateMachine<Waiter>

    let number = Recorder.nextObject()
    let parties: Int
    private let machine: Mutex<Machine>

    init(parties: Int) {
        self.parties = parties
        machine = Mutex(Machine(parties: parties))
    }

    deinit {
        Recorder.objectEnded(number)
    }

    var state: (state: Machine.State, waiterCount: Int) {
        machine.withLock { ($0.state, $0.waiterCount) }
    }

    nonisolated(nonsending) func wait(_ location: SourceLocation) async throws -> Int {
        let id = WaiterID.next()
        var isWoken = false
        let index = try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                isWoken = enter(continuation, id, location)
            }
        } onCancel: {
            machine.withLock({ $0.cancel(id) })?.resume(throwing: CancellationError())
        }
        guard isWoken else { return index }
        let passes = leave(location)
        if Task.isCancelled { throw CancellationError() }
        guard passes else { throw BrokenBarrier.abortedOrReset }
        return index
    }

    func reset(_ location: SourceLocation) {
        let woken = machine.withLock { machine in
            let woken = machine.reset()
            record(.barrierBreak, location, count: woken.count)
            return woken
        }
        resume(woken)
    }

    func abort(_ location: SourceLocation) {
        let (woken, refused) = machine.withLock { machine in
            let action = machine.abort()
            record(.barrierBreak, location, count: action.woken.count + action.refused.count, forGood: true)
            return action
        }
        resume(woken)
        for waiter in refused { waiter.resume(throwing: BrokenBarrier.aborted) }
    }

    /// Whether `continuation` is to wait; if not, it is resumed.
    private func enter(_ continuation: Waiter, _ id: WaiterID, _ location: SourceLocation) -> Bool {
        let action = machine.withLock { machine in
            let action = machine.enter(continuation, id: id, isCancelled: Task.isCancelled)
            switch action {
            // Within the lock, so that it is recorded before whatever ends the wait.
            case .none: Recorder.waitBegin(number, reason: .barrier, site: location.site)
            case .pass: record(.barrierPass, location, count: parties)
            case .fail, .cancel: break
            }
            return action
        }
        switch action {
        case .none: return true
        case .pass(let others):
            resume(others)
            continuation.resume(returning: parties - 1)
        case .fail: continuation.resume(throwing: BrokenBarrier.aborted)
        case .cancel: continuation.resume(throwing: CancellationError())
        }
        return false
    }

    /// Whether the barrier was neither reset nor aborted before the waiter ran.
    private func leave(_ location: SourceLocation) -> Bool {
        let action = machine.withLock { machine in
            let action = machine.leave()
            if !action.next.isEmpty { record(.barrierPass, location, count: parties) }
            return action
        }
        resume(action.next)
        return action.passes
    }

    private func resume(_ arrivals: [Machine.Arrival]) {
        for arrival in arrivals { arrival.waiter.resume(returning: arrival.index) }
    }

    private func record(
        _ kind: RecordKind, _ location: SourceLocation, count: Int, forGood: Bool = false
    ) {
        guard Recorder.isRecording else { return }
        Recorder.record(
            kind, object: number, detail: forGood ? 1 : 0, site: location.site, value: UInt64(count))
    }
}
