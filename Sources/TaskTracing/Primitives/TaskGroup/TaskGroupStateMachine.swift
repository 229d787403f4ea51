/// Decides what becomes of a group of tasks: who is cancelled when one fails, and when all is over.
///
/// `Child` is what cancels a task.
struct TaskGroupStateMachine<Child, Waiter> {
    private var children: [UInt32: Child] = [:]
    private var errors: [any Error] = []
    private var isAborting = false
    private var isBodyRunning = true
    private var waiter: Waiter?

    /// Whether a new task may be made.
    func admit() throws(InvalidStateError) {
        if !isBodyRunning, children.isEmpty { throw .taskGroupFinished }
        if isAborting { throw .taskGroupShuttingDown }
    }

    mutating func add(_ child: Child, number: UInt32) throws(InvalidStateError) {
        try admit()
        children[number] = child
    }

    struct Action {
        var cancelled: [Child] = []
        var cancelsBody = false
        var resumed: Waiter?
    }

    /// A task has ended; `error` is nil also if it was cancelled.
    mutating func ended(_ number: UInt32, error: (any Error)?) -> Action {
        children[number] = nil
        var action = Action()
        if let error {
            errors.append(error)
            action = abort()
        }
        if children.isEmpty { action.resumed = waiter.take() }
        return action
    }

    /// The body has ended; with `fails`, it threw or was cancelled. An `error` that is no cancellation counts.
    mutating func bodyEnded(fails: Bool, error: (any Error)?) -> Action {
        isBodyRunning = false
        if let error { errors.append(error) }
        return fails ? abort() : Action()
    }

    /// Cancels everyone, once.
    mutating func abort() -> Action {
        guard !isAborting else { return Action() }
        isAborting = true
        let cancelled = children.sorted { $0.key < $1.key }.map(\.value)
        return Action(cancelled: cancelled, cancelsBody: isBodyRunning)
    }

    enum WaitAction {
        case none
        case resume(Waiter)
    }

    /// Waits until all have ended.
    mutating func wait(_ waiter: Waiter) -> WaitAction {
        guard !children.isEmpty else { return .resume(waiter) }
        self.waiter = waiter
        return .none
    }

    /// What is to be thrown at the end, before the outcome of the body counts.
    func failure(isCancelledFromOutside: Bool) -> (any Error)? {
        if !errors.isEmpty { return TaskGroupError(errors: errors) }
        return isCancelledFromOutside ? CancellationError() : nil
    }
}
