internal import Synchronization

/// Holds a task group's state, and carries out what its state machine decides.
final class TaskGroupStorage: Sendable {
    typealias Child = @Sendable () -> Void
    private typealias Machine = TaskGroupStateMachine<Child, CheckedContinuation<Void, Never>>

    private let machine = Mutex(Machine())
    private let loop = EventLoop.current
    private let cancelBody: @Sendable () -> Void

    init(cancelBody: @escaping @Sendable () -> Void) {
        self.cancelBody = cancelBody
    }

    func createTask<Value: Sendable>(
        name: String?, _ location: SourceLocation, _ operation: @escaping TracedOperation<Value>
    ) throws(InvalidStateError) -> LoopTask<Value> {
        let future = TracedFuture<Value>(role: .task, name: name, loop: loop, location)
        let number = future.storage.number
        // A cancellation that comes between the two is kept for the task, which then never begins.
        future.storage.expectDriver()
        try machine.withLock { machine throws(InvalidStateError) in
            try machine.add({ _ = future.storage.cancel(message: nil, location) }, number: number)
        }
        future.storage.start(operation)
        future.addDoneCallback(
            DoneCallback(name: "task group", location) { future in
                // The group answers for the error from now on.
                self.ended(future.storage.number, future.storage.retrieve())
            })
        return LoopTask(future: future)
    }

    /// Cancels all tasks and the body.
    func abort() {
        carryOut(machine.withLock { $0.abort() })
    }

    func bodyEnded<Value>(_ result: Result<Value, any Error>) {
        let (fails, error): (Bool, (any Error)?) =
            switch result {
            case .success: (false, nil)
            case .failure(is CancellationError): (true, nil)
            case .failure(let error): (true, error)
            }
        carryOut(machine.withLock { $0.bodyEnded(fails: fails, error: error) })
    }

    nonisolated(nonsending) func untilAllEnded() async {
        await withCheckedContinuation { continuation in
            if case .resume(let waiter) = machine.withLock({ $0.wait(continuation) }) { waiter.resume() }
        }
    }

    func failure(isCancelledFromOutside: Bool) -> (any Error)? {
        machine.withLock { $0.failure(isCancelledFromOutside: isCancelledFromOutside) }
    }

    private func ended<Value>(_ number: UInt32, _ outcome: FutureOutcome<Value>?) {
        let error: (any Error)? = if case .error(let error) = outcome { error } else { nil }
        carryOut(machine.withLock { $0.ended(number, error: error) })
    }

    private func carryOut(_ action: Machine.Action) {
        for cancel in action.cancelled { cancel() }
        if action.cancelsBody { cancelBody() }
        action.resumed?.resume()
    }
}
