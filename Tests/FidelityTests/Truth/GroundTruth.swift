import Synchronization

/// What a program knows of one of its tasks: written down by the program itself while it runs.
final class TaskTruth: Sendable, Identifiable {
    typealias ID = Int

    enum Kind: String, Sendable {
        case unstructured, groupChild = "group_child", asyncLet = "async_let"
    }

    enum Outcome: String, Sendable { case ok, threw, cancelled }

    /// A request to cancel. `by` is nil for a thread that ran no task.
    struct Cancel: Hashable, Sendable {
        var by: ID?
        var cause: String
    }

    struct State: Sendable {
        var outcome: Outcome?
        var waits: [ExpectedWait] = []
        var structuredChildren: [TaskTruth] = []
        var asyncLets = 0
        /// Whether it was surely cancelled, and what the trace may then name: the first request.
        var isSurelyCancelled = false
        /// It was surely cancelled, but so that its end may have been recorded before the request was.
        var isCancelledInPassing = false
        /// Its maker was cancelled: it has been so from the beginning, and nobody requests it.
        var isBornCancelled = false
        /// Requests that came, or may have come, while it was alive.
        var cancels: Set<Cancel> = []
        /// It was given a thread otherwise than by a job of its gate.
        var runsElsewhere = false
        /// It is an immediate task or has made one: the runtime then brings it back to its executor, now or later.
        var hopsFreely = false
    }

    let id: ID
    let name: String?
    let parent: TaskTruth?
    let kind: Kind
    /// The number among the async lets of its parent, in the order in which they were made.
    let ordinal: Int?
    let gate: Gate?
    let isImmediate: Bool
    let priority: UInt8?
    let state = Mutex(State())

    fileprivate init(
        id: ID, name: String?, parent: TaskTruth?, kind: Kind, ordinal: Int?, gate: Gate?, isImmediate: Bool,
        priority: UInt8?
    ) {
        self.id = id
        self.name = name
        self.parent = parent
        self.kind = kind
        self.ordinal = ordinal
        self.gate = gate
        self.isImmediate = isImmediate
        self.priority = priority
    }

    var label: String {
        if let name { return "\(name) (#\(id))" }
        return "async let \(ordinal ?? 0) of \(parent?.label ?? "?") (#\(id))"
    }

    /// From whom it comes, and how that ended: for messages.
    var history: String {
        let state = state.withLock {
            "\($0.outcome?.rawValue ?? "alive")\($0.isBornCancelled ? ", born cancelled" : "")"
        }
        let gate = gate.map { " on \($0.name)" } ?? ""
        return "\(kind) \(label)\(gate): \(state)" + (parent.map { "; of \($0.history)" } ?? "")
    }

    func expect(_ wait: ExpectedWait) { state.withLock { $0.waits.append(wait) } }

    func ends(_ outcome: Outcome) { state.withLock { $0.outcome = outcome } }

    func hopsFreely() { state.withLock { $0.hopsFreely = true } }

    func runsElsewhere() { state.withLock { $0.runsElsewhere = true } }

    var isStructured: Bool { kind != .unstructured }

    /// An immediate task and its children prefer the gate, but are on it only at times.
    var isOnGateAtTimes: Bool { isImmediate || isStructured && parent?.isOnGateAtTimes == true }

    /// Every request that may have come: its own, and as propagated those of the tasks that it is a child of.
    var possibleCancels: Set<Cancel> {
        let (isBornCancelled, cancels) = state.withLock { ($0.isBornCancelled, $0.cancels) }
        guard !isBornCancelled else { return [] }
        var result = cancels
        if isStructured, let parent {
            for cancel in parent.possibleCancels { result.insert(Cancel(by: cancel.by, cause: "propagated")) }
        }
        return result
    }
}

/// What the programs of one trace know, all together.
final class GroundTruth: Sendable {
    private let all = Mutex<[TaskTruth]>([])
    private let threads = Atomic(0)

    var tasks: [TaskTruth] { all.withLock { $0 } }

    /// A task that is about to be made. `parent` is nil where the test itself makes it.
    func make(
        _ kind: TaskTruth.Kind, by parent: TaskTruth?, program: String, on gate: Gate?,
        isImmediate: Bool = false,
        isBornCancelled: Bool, priority: UInt8? = nil
    ) -> TaskTruth {
        var ordinal: Int?
        if kind == .asyncLet {
            ordinal = parent?.state.withLock { state in
                state.asyncLets += 1
                return state.asyncLets
            }
        }
        let made = all.withLock { tasks in
            let id = tasks.count + 1
            let task = TaskTruth(
                id: id, name: kind == .asyncLet ? nil : "\(program).\(id)", parent: parent, kind: kind,
                ordinal: ordinal, gate: gate, isImmediate: isImmediate, priority: priority)
            tasks.append(task)
            return task
        }
        if kind != .unstructured {
            parent?.state.withLock { $0.structuredChildren.append(made) }
            made.state.withLock { $0.isBornCancelled = isBornCancelled }
        }
        return made
    }

    /// A request to cancel that is made now.
    ///
    /// On a gate, what is known of its tasks is so. `isAlive`: the caller knows that the task has not ended.
    func cancels(
        _ task: TaskTruth, by canceller: TaskTruth?, on gate: Gate?, isAlive: Bool = false,
        cause: String = "direct"
    ) {
        let isSure = isAlive || gate != nil && task.gate === gate
        let children = task.state.withLock { state in
            if gate != nil && task.gate === gate && state.outcome != nil { return [] as [TaskTruth] }
            if state.isBornCancelled { return state.structuredChildren }
            if isSure && task.gate === gate && state.isSurelyCancelled { return state.structuredChildren }
            state.cancels.insert(TaskTruth.Cancel(by: canceller?.id, cause: cause))
            if isSure && (gate != nil && task.gate === gate || canceller === task) {
                state.isSurelyCancelled = true
            } else if isSure {
                state.isCancelledInPassing = true
            }
            return state.structuredChildren
        }
        for child in children { cancels(child, by: canceller, on: gate, cause: "propagated") }
    }

    /// A request that may come, or may come too late.
    func mayCancel(_ task: TaskTruth, by canceller: TaskTruth?, cause: String = "direct") {
        task.state.withLock { _ = $0.cancels.insert(TaskTruth.Cancel(by: canceller?.id, cause: cause)) }
    }
}
