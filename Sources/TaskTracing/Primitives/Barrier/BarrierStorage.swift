internal import Synchronization
internal import TraceModel

/// Holds a barrier's state, and carries out what its state machine decides.
final class BarrierStorage: Sendable {
    /// How one has gone on.
    enum Passage: Sendable {
        case atOnce(index: Int)
        case woken(index: Int)
        /// He came while others went on, and is to come again.
        case unblocked
    }

    typealias Waiter = CheckedContinuation<Passage, any Error>
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
        while true {
            switch try await enter(location) {
            case .atOnce(let index): return index
            case .woken(let index):
                let passes = leave()
                if Task.isCancelled { throw CancellationError() }
                guard passes else { throw BrokenBarrier.abortedOrReset }
                return index
            case .unblocked: if Task.isCancelled { throw CancellationError() }
            }
        }
    }

    func reset(_ location: SourceLocation) {
        let woken = machine.withLock { machine in
            let woken = machine.reset()
            record(.barrierBreak, location, count: woken.count)
            return woken
        }
        wake(woken)
    }

    func abort(_ location: SourceLocation) {
        let action = machine.withLock { machine in
            let action = machine.abort()
            let count = action.woken.count + action.unblocked.count
            record(.barrierBreak, location, count: count, forGood: true)
            return action
        }
        wake(action.woken)
        for waiter in action.unblocked { waiter.resume(returning: .unblocked) }
    }

    private nonisolated(nonsending) func enter(_ location: SourceLocation) async throws -> Passage {
        let id = WaiterID.next()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
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
                case .none: break
                case .pass(let others):
                    wake(others)
                    continuation.resume(returning: .atOnce(index: parties - 1))
                case .fail: continuation.resume(throwing: BrokenBarrier.aborted)
                case .cancel: continuation.resume(throwing: CancellationError())
                }
            }
        } onCancel: {
            machine.withLock({ $0.cancel(id) })?.resume(throwing: CancellationError())
        }
    }

    /// Whether the barrier was neither reset nor aborted before the one who was woken ran.
    private func leave() -> Bool {
        let action = machine.withLock { $0.leave() }
        for waiter in action.unblocked { waiter.resume(returning: .unblocked) }
        return action.passes
    }

    private func wake(_ arrivals: [Machine.Arrival]) {
        for arrival in arrivals { arrival.waiter.resume(returning: .woken(index: arrival.index)) }
    }

    private func record(
        _ kind: RecordKind, _ location: SourceLocation, count: Int, forGood: Bool = false
    ) {
        guard Recorder.isRecording else { return }
        Recorder.record(
            kind, object: number, detail: forGood ? 1 : 0, site: location.site, value: UInt64(count))
    }
}
