/// Decides what becomes of the requests to cancel a task, which are counted and can be withdrawn.
///
/// Swift's own cancellation cannot be withdrawn: once it is told of one, a task stays cancelled. So a
/// request is not told before it has to be, and what waits on behalf of the task asks ``isCancelled(_:)``.
/// `Task` is what tells it; `Wait` is what ends a wait of the task.
struct LoopTaskStateMachine<Task, Wait> {
    private enum State {
        case created
        case begun
        case ended
    }

    private var state = State.created
    private var task: Task?
    private var wait: Wait?
    private var message: String?
    /// How many requests there were, also those withdrawn: a wait that has begun under another number was cancelled.
    private var made = 0
    /// The last request has neither been seen by the task nor ended a wait of it.
    private var isUndelivered = false
    /// Whether Swift's task is, or is to be, cancelled.
    private var isTold = false

    /// The requests that were not withdrawn.
    private(set) var requests = 0

    var currentWait: Wait? { wait }

    enum AttachAction {
        case none
        case tell(Task)
    }

    /// Swift's task is there.
    mutating func attach(_ task: Task) -> AttachAction {
        guard state != .ended else { return .none }
        self.task = task
        return isTold ? .tell(task) : .none
    }

    enum BeginAction {
        case run
        case cancel
    }

    /// The first step: a task that is to be cancelled by then never begins its work.
    mutating func begin() -> BeginAction {
        state = .begun
        guard isUndelivered else { return .run }
        isUndelivered = false
        return .cancel
    }

    enum CancelAction {
        /// The task will be told when it is there.
        case none
        case tell(Task)
        case endWait(Wait)
        /// ``stepEnded()`` is to be called at the end of the step in which the task has cancelled itself.
        case deliverAtStepEnd
        case refuse
    }

    mutating func cancel(message: String?, isOwnStep: Bool) -> CancelAction {
        guard state != .ended else { return .refuse }
        requests += 1
        made += 1
        self.message = message
        if isOwnStep {
            isUndelivered = true
            return .deliverAtStepEnd
        }
        isUndelivered = state == .created
        return tell()
    }

    mutating func stepEnded() -> CancelAction {
        guard state != .ended, isUndelivered else { return .none }
        isUndelivered = false
        return tell()
    }

    private mutating func tell() -> CancelAction {
        if isTold { return wait.map { .endWait($0) } ?? .none }
        isTold = true
        return task.map { .tell($0) } ?? .none
    }

    /// Withdraws one request, and returns how many are left.
    mutating func uncancel() -> Int {
        requests = max(0, requests - 1)
        if requests == 0 { isUndelivered = false }
        return requests
    }

    /// Whether the task counts as cancelled; `isTaskCancelled` is what Swift says.
    func isCancelled(_ isTaskCancelled: Bool) -> Bool {
        isTaskCancelled && !(isTold && requests == 0)
    }

    /// The task begins to wait; the number is for ``endWait(_:)``.
    mutating func beginWait(_ wait: Wait) -> Int {
        self.wait = wait
        return made
    }

    enum EndWaitAction {
        case proceed
        case cancel
    }

    /// The task goes on after a wait: one that was cancelled since it had begun has failed.
    mutating func endWait(_ number: Int) -> EndWaitAction {
        wait = nil
        return made != number && requests > 0 ? .cancel : .proceed
    }

    /// The task has ended; tells whether a request came too late to be seen, and the message of the last one.
    mutating func end() -> (isCancelled: Bool, message: String?) {
        state = .ended
        // Both hold the task's storage.
        task = nil
        wait = nil
        return (isUndelivered, message)
    }
}
