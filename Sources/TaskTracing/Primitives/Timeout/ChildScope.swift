internal import Synchronization

/// Runs a function as a child task that can be cancelled apart from the task that waits for it.
///
/// Swift cancels whole tasks and cannot take that back; so what is to be cancelled alone has to be a task.
final class ChildScope<Value: Sendable>: Sendable {
    private typealias Machine = ChildScopeStateMachine<Value, CheckedContinuation<ChildScopeOutcome, Never>>

    private let machine = Mutex(Machine())
    private let number = Atomic<UInt32>(0)

    /// The number of the child task in records; 0 until it has begun.
    var task: UInt32 { number.load(ordering: .relaxed) }

    /// Cancels the child, also one that has not begun yet.
    func cancel() {
        carryOut(machine.withLock { $0.cancel() })
    }

    /// Runs `body`, and returns how it ended, once it has.
    ///
    /// Concurrent: a body that keeps the caller's actor busy cannot keep its cancellation waiting.
    @concurrent func run(
        _ body: sending @escaping @isolated(any) () async throws -> Value
    ) async -> Result<Value, any Error> {
        do {
            async let child: Void = follow(body)
            if await outcome() == .ended { try? await child }
            // Whom the scope leaves behind is cancelled, then awaited.
        }
        return machine.withLock { $0.result } ?? .failure(CancellationError())
    }

    private func follow(_ body: sending @escaping @isolated(any) () async throws -> Value) async throws {
        number.store(Recorder.currentTask, ordering: .relaxed)
        let result: Result<Value, any Error>
        do {
            result = .success(try await body())
        } catch {
            result = .failure(error)
        }
        carryOut(machine.withLock { $0.ended(result) })
        // The runtime sees how the task ends, so it has to end as the body does.
        _ = try result.get()
    }

    private func outcome() async -> ChildScopeOutcome {
        await withCheckedContinuation { continuation in
            carryOut(machine.withLock { $0.wait(continuation) })
        }
    }

    private func carryOut(_ action: Machine.WaitAction) {
        if case .resume(let waiter, let outcome) = action { waiter.resume(returning: outcome) }
    }
}
