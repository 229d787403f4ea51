/// One thing that a task of a random program does. What its tasks do in turn stands inside it.
indirect enum Operation: Sendable {
    case work
    case sleep(microseconds: Int)
    case yield
    case continuation(Resumer, throwing: Bool)
    case stream(elements: Int, Producer)
    case group(GroupPlan)
    /// So many of the children are awaited; the others are cancelled where their scope ends.
    case asyncLets([[Operation]], awaited: Int)
    case spawn(SpawnPlan)
    /// Several tasks await the value of one.
    case sharedValue(waiters: Int)
    case victim(VictimPlan)
    case defaultActor(Int, yields: Bool)
    case gateActor(Int)
    case mainActor
    case onGate(Int, [Operation])
    case taskLocal([Operation])
    case cancelSelf
    case fail(Failure)

    enum Resumer: CaseIterable, Sendable { case atOnce, thread, task, gate }
    enum Producer: CaseIterable, Sendable { case before, thread, task }
    enum Failure: CaseIterable, Sendable { case structure, object, cancellation }
    /// The runtime's unstructured tasks.
    enum Maker: CaseIterable, Sendable { case task, detached, immediate }
    enum Place: CaseIterable, Sendable { case here, anotherGate, pool }
    enum Afterwards: CaseIterable, Sendable { case await, cancelAndAwait, later }

    struct GroupPlan: Sendable {
        enum Style: CaseIterable, Sendable { case plain, throwing, discarding, throwingDiscarding }
        enum Consumption: CaseIterable, Sendable { case iterate, waitForAll, leaveToScope }
        struct Child: Sendable {
            var operations: [Operation]
            var isImmediate = false
        }

        var style: Style
        var children: [Child]
        var cancelsAll: Bool
        /// Added when the group is cancelled already.
        var late: [Operation]?
        var consumption: Consumption
    }

    struct SpawnPlan: Sendable {
        var maker: Maker
        var place: Place
        var priority: UInt8?
        /// Whether its type says that it never throws.
        var swallowsErrors = false
        var operations: [Operation]
        var afterwards: Afterwards
    }

    /// A task that goes on only when it is cancelled.
    struct VictimPlan: Sendable {
        enum Ending: CaseIterable, Sendable { case sleep, handler, group, asyncLet, stream }
        enum Canceller: CaseIterable, Sendable { case creator, task, gate, thread, twoTasks }

        var place: Place
        var operations: [Operation]
        var ending: Ending
        var canceller: Canceller
    }
}
