import Synchronization

// Groups and async let.
extension Interpreter {
    private typealias Work = @Sendable () async throws -> Void

    func runGroup(_ plan: Operation.GroupPlan, _ context: Context) async throws {
        let siblings = ChildrenOfGroup()
        switch plan.style {
        case .plain:
            await withTaskGroup(of: Void.self) { group in
                add(plan, siblings, context, swallowsErrors: true) { child, work in
                    let silent: @Sendable () async -> Void = { try? await work() }
                    child.isImmediate
                        ? group.addImmediateTask(name: child.name, operation: silent)
                        : group.addTask(name: child.name, operation: silent)
                } cancelAll: {
                    group.cancelAll()
                } isCancelled: {
                    group.isCancelled
                }
                switch plan.consumption {
                case .iterate: for await _ in group {}
                case .waitForAll: await group.waitForAll()
                case .leaveToScope: break
                }
            }
        case .throwing:
            try await withThrowingTaskGroup(of: Void.self) { group in
                add(plan, siblings, context) { child, work in
                    child.isImmediate
                        ? group.addImmediateTask(name: child.name, operation: work)
                        : group.addTask(name: child.name, operation: work)
                } cancelAll: {
                    group.cancelAll()
                } isCancelled: {
                    group.isCancelled
                }
                do {
                    switch plan.consumption {
                    case .iterate: for try await _ in group {}
                    case .waitForAll: try await group.waitForAll()
                    case .leaveToScope: break
                    }
                } catch {
                    // The group cancels the others when the error leaves it.
                    cancel(siblings.all, context)
                    throw error
                }
            }
        case .discarding:
            await withDiscardingTaskGroup { group in
                add(plan, siblings, context, swallowsErrors: true) { child, work in
                    let silent: @Sendable () async -> Void = { try? await work() }
                    child.isImmediate
                        ? group.addImmediateTask(name: child.name, operation: silent)
                        : group.addTask(name: child.name, operation: silent)
                } cancelAll: {
                    group.cancelAll()
                } isCancelled: {
                    group.isCancelled
                }
            }
        case .throwingDiscarding:
            try await withThrowingDiscardingTaskGroup { group in
                add(plan, siblings, context) { child, work in
                    child.isImmediate
                        ? group.addImmediateTask(name: child.name, operation: work)
                        : group.addTask(name: child.name, operation: work)
                } cancelAll: {
                    group.cancelAll()
                } isCancelled: {
                    group.isCancelled
                }
            }
        }
    }

    /// Adds the children, and says what awaiting them will be.
    private func add(
        _ plan: Operation.GroupPlan, _ siblings: ChildrenOfGroup, _ context: Context,
        swallowsErrors: Bool = false,
        addTask: (TaskTruth, @escaping Work) -> Void, cancelAll: () -> Void,
        isCancelled: () -> Bool
    ) {
        func add(_ child: Operation.GroupPlan.Child) {
            let made = make(
                .groupChild, by: context.me, on: child.isImmediate ? nil : context.gate,
                isImmediate: child.isImmediate,
                isBornCancelled: isCancelled() || Task.isCancelled)
            siblings.add(made)
            addTask(made) {
                try await body(of: made, swallowsErrors: swallowsErrors) {
                    guard plan.style == .throwingDiscarding else { return }
                    // A child that throws cancels such a group.
                    for other in siblings.all where other !== made {
                        truth.cancels(other, by: made, on: made.gate, cause: "propagated")
                    }
                } _: {
                    try await run(child.operations, $0)
                }
            }
        }
        for child in plan.children { add(child) }
        if plan.cancelsAll {
            cancel(siblings.all, context)
            cancelAll()
            if let late = plan.late {
                add(Operation.GroupPlan.Child(operations: late))
            }
        }
        let children = siblings.all
        guard !children.isEmpty else { return }
        let isSure = context.gate != nil && children.contains { !$0.isImmediate }
        context.me.expect(
            ExpectedWait(
                "group", (isSure ? 1 : 0)...children.count + 1, by: Set(children.map { .task($0.id) })))
    }

    private func cancel(_ children: [TaskTruth], _ context: Context) {
        for child in children {
            truth.cancels(child, by: context.me, on: context.gate, cause: "propagated")
        }
    }

    // MARK: async let

    func runAsyncLets(_ children: [[Operation]], awaited: Int, _ context: Context) async throws {
        let made = children.map { _ in make(.asyncLet, by: context.me, on: context.gate) }
        context.me.expect(
            ExpectedWait(
                "async_let", context.least...children.count, by: Set(made.map { .task($0.id) })))
        func child(_ index: Int) async throws {
            try await body(of: made[index]) { try await run(children[index], $0) }
        }
        /// The scope ends: what nobody has awaited is cancelled, the last one first.
        func leave(_ left: Int) {
            guard left < made.count else { return }
            truth.cancels(made[made.count - 1], by: context.me, on: context.gate)
            for task in made[left..<made.count - 1] { truth.mayCancel(task, by: context.me) }
        }
        var left = 0
        switch made.count {
        case 1:
            async let first: Void = child(0)
            if awaited > 0 { try await first }
            leave(awaited)
        case 2:
            async let first: Void = child(0)
            async let second: Void = child(1)
            do {
                if awaited > 0 { left = 1; try await first }
                if awaited > 1 { left = 2; try await second }
                leave(left)
            } catch { leave(left); throw error }
        default:
            async let first: Void = child(0)
            async let second: Void = child(1)
            async let third: Void = child(2)
            do {
                if awaited > 0 { left = 1; try await first }
                if awaited > 1 { left = 2; try await second }
                if awaited > 2 { left = 3; try await third }
                leave(left)
            } catch { leave(left); throw error }
        }
    }
}

/// The children of one group, in the order in which they were added.
private final class ChildrenOfGroup: Sendable {
    private let children = Mutex<[TaskTruth]>([])

    var all: [TaskTruth] { children.withLock { $0 } }

    func add(_ child: TaskTruth) { children.withLock { $0.append(child) } }
}
