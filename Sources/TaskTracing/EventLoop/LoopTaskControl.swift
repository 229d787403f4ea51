internal import Synchronization

/// What a task waits for.
struct LoopTaskWait: Sendable {
    let cancel: @Sendable () -> Void
    let describe: @Sendable () -> String
}

/// Holds what is asked of a task, beside its result: its name, the requests to cancel it, what it waits for.
final class LoopTaskControl: Sendable {
    typealias Machine = LoopTaskStateMachine<Task<Void, any Error>, LoopTaskWait>

    private static let unnamed = Atomic<Int>(0)

    /// The loop on which the task runs.
    let loop: EventLoop?
    private let machine = Mutex(Machine())
    private let currentName: Mutex<String>
    /// Identifies the steps of the task, once it has begun.
    private let identity = Atomic<UInt>(0)

    init(name: String?, loop: EventLoop?) {
        self.loop = loop
        currentName = Mutex(name ?? "Task-\(Self.unnamed.add(1, ordering: .relaxed).newValue)")
    }

    /// That of the running task, if a loop has created it and runs it on this thread.
    static var current: LoopTaskControl? {
        EventLoop.current?.storage.task(ofStep: RunningTask.identity)?.control
    }

    var name: String {
        get { currentName.withLock { $0 } }
        set { currentName.withLock { $0 = newValue } }
    }

    /// The requests to cancel that were not withdrawn.
    var requests: Int { machine.withLock { $0.requests } }

    /// What the task waits for, as a text.
    var waitDescription: String? { machine.withLock { $0.currentWait }?.describe() }

    func attach(_ task: Task<Void, any Error>) {
        switch machine.withLock({ $0.attach(task) }) {
        case .none: break
        case .tell(let task): task.cancel()
        }
    }

    /// The first step begins; false when the task's work is not to be begun.
    func begin(_ identity: UInt) -> Bool {
        self.identity.store(identity, ordering: .relaxed)
        return switch machine.withLock({ $0.begin() }) {
        case .run: true
        case .cancel: false
        }
    }

    func end() -> (isCancelled: Bool, message: String?) {
        machine.withLock { $0.end() }
    }

    func cancel(message: String?) -> Bool {
        let isOwnStep = isOwnStep
        switch machine.withLock({ $0.cancel(message: message, isOwnStep: isOwnStep) }) {
        case .none: break
        case .refuse: return false
        case .tell(let task): task.cancel()
        case .endWait(let wait): wait.cancel()
        case .deliverAtStepEnd: loop?.storage.deliverAtStepEnd(self)
        }
        return true
    }

    /// The step in which the task has cancelled itself is over.
    func stepEnded() {
        switch machine.withLock({ $0.stepEnded() }) {
        case .none, .refuse, .deliverAtStepEnd: break
        case .tell(let task): task.cancel()
        case .endWait(let wait): wait.cancel()
        }
    }

    func uncancel() -> Int {
        machine.withLock { $0.uncancel() }
    }

    /// Whether the running task, whose control this is, counts as cancelled.
    var isCancelled: Bool {
        let isTaskCancelled = Task.isCancelled
        return machine.withLock { $0.isCancelled(isTaskCancelled) }
    }

    /// Waits by `body`, in the running task, whose control this is; `body` is to ask ``isCancelled``.
    ///
    /// Throws also when the task was cancelled after the wait had been over, but before the task could go on.
    nonisolated(nonsending) func waiting<Value>(
        _ wait: LoopTaskWait, _ body: nonisolated(nonsending) () async throws -> Value
    ) async throws -> Value {
        let number = machine.withLock { $0.beginWait(wait) }
        let value: Value
        do {
            value = try await body()
        } catch {
            _ = machine.withLock { $0.endWait(number) }
            throw error
        }
        if case .cancel = machine.withLock({ $0.endWait(number) }) { throw CancellationError() }
        return value
    }

    /// Whether the caller is the task itself, in a step that the loop will see the end of.
    private var isOwnStep: Bool {
        guard let loop, identity.load(ordering: .relaxed) == RunningTask.identity else { return false }
        return EventLoop.current === loop
    }
}
