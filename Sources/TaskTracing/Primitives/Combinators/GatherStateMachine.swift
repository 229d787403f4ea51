/// Decides what becomes of many results: all of them in their order, or the first error.
struct GatherStateMachine<Value> {
    private enum State {
        case collecting(missing: Int)
        case finished
    }

    private var state: State
    private var results: [Result<Value, any Error>?]
    private var isCancelled = false
    private let keepsErrors: Bool

    /// With `keepsErrors`, an error is a result like any other.
    init(count: Int, keepsErrors: Bool) {
        state = .collecting(missing: count)
        results = Array(repeating: nil, count: count)
        self.keepsErrors = keepsErrors
    }

    /// All are to be cancelled: the whole will have been, once each has ended.
    mutating func cancel() {
        isCancelled = true
    }

    enum EndAction {
        case none
        case finish([Result<Value, any Error>])
        case fail(any Error)
    }

    mutating func ended(_ index: Int, _ result: Result<Value, any Error>) -> EndAction {
        guard case .collecting(let missing) = state else { return .none }
        if case .failure(let error) = result, !keepsErrors {
            state = .finished
            return .fail(error)
        }
        results[index] = result
        state = .collecting(missing: missing - 1)
        guard missing == 1 else { return .none }
        state = .finished
        return isCancelled ? .fail(CancellationError()) : .finish(results.compactMap(\.self))
    }
}
