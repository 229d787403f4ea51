/// Decides which operation of a race begins when, and which has won.
struct StaggeredRaceStateMachine<Value: Sendable> {
    enum Happening: Sendable {
        case ended(Int, Result<Value, any Error>)
        /// The delay after the beginning of this one.
        case delayIsOver(Int)
    }

    enum Action: Equatable {
        case none
        case begin(Int)
        case cancelAll
    }

    private let count: Int
    private var running = 0
    private var winner: (index: Int, value: Value)?
    private var errors: [(any Error)?] = []

    init(count: Int) {
        self.count = count
    }

    var result: StaggeredRaceResult<Value> { StaggeredRaceResult(winner: winner, errors: errors) }

    mutating func begin() -> Action {
        guard errors.count < count else { return .none }
        errors.append(nil)
        running += 1
        return .begin(errors.count - 1)
    }

    /// `isCancelled` tells whether the whole race is.
    mutating func happened(_ happening: Happening, isCancelled: Bool) -> Action {
        switch happening {
        case .ended(let index, let result):
            running -= 1
            switch result {
            case .success(let value) where winner == nil:
                winner = (index, value)
                return .cancelAll
            case .success: errors[index] = CancellationError()
            case .failure(let error): errors[index] = error
            }
            // No delay needs to be waited for where nothing is left to begin.
            if running == 0, errors.count == count { return .cancelAll }
            return beginAfter(index, isCancelled)
        case .delayIsOver(let index): return beginAfter(index, isCancelled)
        }
    }

    private mutating func beginAfter(_ index: Int, _ isCancelled: Bool) -> Action {
        guard winner == nil, !isCancelled, index == errors.count - 1 else { return .none }
        return begin()
    }
}
