/// How a race has ended.
public struct StaggeredRaceResult<Value: Sendable>: Sendable {
    /// The index of the first operation that returned a value, and that value; nil if none did.
    public let winner: (index: Int, value: Value)?
    /// How each operation that was begun has failed; nil for the winner. One that came too late, be it with
    /// a value, counts as cancelled.
    public let errors: [(any Error)?]
}

/// Runs `operations` until one returns a value, and begins each when the one before it has failed or `delay`
/// has passed since that began.
///
/// Without a delay, one runs after the other. The first value wins and the others are cancelled; it returns
/// once all have ended. This is how to connect to a host of many addresses ("happy eyeballs").
///
/// Throws a `CancellationError` if the calling task is cancelled, which cancels all.
public nonisolated(nonsending) func staggeredRace<Value: Sendable>(
    _ operations: [TracedOperation<Value>], delay: Duration?
) async throws -> StaggeredRaceResult<Value> {
    let wasCancelled = Task.isCancelled
    var race = StaggeredRaceStateMachine<Value>(count: operations.count)
    await withTaskGroup(of: StaggeredRaceStateMachine<Value>.Happening.self) { group in
        func carryOut(_ action: StaggeredRaceStateMachine<Value>.Action) {
            switch action {
            case .none: break
            case .cancelAll: group.cancelAll()
            case .begin(let index):
                let operation = operations[index]
                group.addTask(name: "race \(index)") {
                    do {
                        return .ended(index, .success(try await operation()))
                    } catch {
                        return .ended(index, .failure(error))
                    }
                }
                guard let delay, index + 1 < operations.count else { return }
                group.addTask(name: "delay of race \(index + 1)") {
                    try? await EventLoop.sleep(for: delay)
                    return .delayIsOver(index)
                }
            }
        }
        carryOut(race.begin())
        while let happening = await group.next() {
            carryOut(race.happened(happening, isCancelled: Task.isCancelled))
        }
    }
    if Task.isCancelled, !wasCancelled { throw CancellationError() }
    return race.result
}
