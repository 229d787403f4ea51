import Foundation
import Synchronization

/// Runs a random program and writes down what it does.
struct Interpreter: Sendable {
    /// The task that an operation belongs to, and the gate on which it runs now.
    struct Context: Sendable {
        var me: TaskTruth
        var gate: Gate?

        /// A task of a gate suspends before anything else happens there.
        var least: Int { gate == nil ? 0 : 1 }
    }

    /// A task that was made, whatever its type.
    struct Handle: Sendable {
        var truth: TaskTruth
        var cancel: @Sendable () -> Void
        var wait: @Sendable () async -> Void
    }

    struct Failed: Error {}
    final class FailedObject: Error {}

    @TaskLocal static var depth = 0

    let label: String
    let truth: GroundTruth
    let gates: [Gate]
    let defaultActors: [DefaultActor]
    let gateActors: [GateActor]
    private let loose = Loose()

    private final class Loose: Sendable { let handles = Mutex<[Handle]>([]) }

    init(
        label: String, truth: GroundTruth, gates: [Gate], defaultActors: [DefaultActor],
        gateActors: [GateActor]
    ) {
        self.label = label
        self.truth = truth
        self.gates = gates
        self.defaultActors = defaultActors
        self.gateActors = gateActors
    }

    /// The whole program, as one task of its own.
    func start(_ program: Program) -> Handle {
        start(.task, by: nil, on: program.gate.map { gates[$0] }) { context in
            try? await run(program.operations, context)
            // Joined tasks may leave further ones.
            while let handle = loose.handles.withLock({ $0.popLast() }) { await join(handle, 0, context) }
        }
    }

    func leave(_ handle: Handle) { loose.handles.withLock { $0.append(handle) } }

    func make(
        _ kind: TaskTruth.Kind, by parent: TaskTruth?, on gate: Gate?, isImmediate: Bool = false,
        isBornCancelled: Bool? = nil, priority: UInt8? = nil
    ) -> TaskTruth {
        let made = truth.make(
            kind, by: parent, program: label, on: gate, isImmediate: isImmediate,
            isBornCancelled: isBornCancelled ?? Task.isCancelled, priority: priority)
        if isImmediate {
            made.hopsFreely()
            parent?.hopsFreely()
        }
        return made
    }

    /// What a task does from its beginning to its end, with its outcome written down.
    func body(
        of task: TaskTruth, swallowsErrors: Bool = false, onError: @Sendable () -> Void = {},
        _ work: (Context) async throws -> Void
    ) async throws {
        do {
            try await work(Context(me: task, gate: task.gate))
            task.ends(.ok)
        } catch {
            guard !swallowsErrors else { return task.ends(.ok) }
            task.ends(error is CancellationError ? .cancelled : .threw)
            onError()
            throw error
        }
    }

    /// Makes an unstructured task.
    func start(
        _ maker: Operation.Maker, by parent: TaskTruth?, on gate: Gate?, priority: UInt8? = nil,
        swallowsErrors: Bool = false, _ work: @escaping @Sendable (Context) async throws -> Void
    ) -> Handle {
        let made = make(
            .unstructured, by: parent, on: maker == .immediate ? nil : gate, isImmediate: maker == .immediate,
            priority: priority)
        let taskPriority = priority.map { TaskPriority(rawValue: $0) }
        guard !swallowsErrors else {
            let silent: @Sendable () async -> Void = { try? await body(of: made, swallowsErrors: true, work) }
            let task =
                switch (maker, gate) {
                case (.immediate, _):
                    Task.immediate(
                        name: made.name, priority: taskPriority, executorPreference: gate, operation: silent)
                case (.task, nil): Task(name: made.name, priority: taskPriority, operation: silent)
                case (.detached, nil):
                    Task.detached(name: made.name, priority: taskPriority, operation: silent)
                case (.task, let gate?):
                    Task(name: made.name, executorPreference: gate, priority: taskPriority, operation: silent)
                case (.detached, let gate?):
                    Task.detached(
                        name: made.name, executorPreference: gate, priority: taskPriority, operation: silent)
                }
            return Handle(truth: made, cancel: { task.cancel() }, wait: { await task.value })
        }
        let throwing: @Sendable () async throws -> Void = { try await body(of: made, work) }
        let task =
            switch (maker, gate) {
            case (.immediate, _):
                Task.immediate(
                    name: made.name, priority: taskPriority, executorPreference: gate, operation: throwing)
            case (.task, nil): Task(name: made.name, priority: taskPriority, operation: throwing)
            case (.detached, nil):
                Task.detached(name: made.name, priority: taskPriority, operation: throwing)
            case (.task, let gate?):
                Task(name: made.name, executorPreference: gate, priority: taskPriority, operation: throwing)
            case (.detached, let gate?):
                Task.detached(
                    name: made.name, executorPreference: gate, priority: taskPriority, operation: throwing)
            }
        return Handle(truth: made, cancel: { task.cancel() }, wait: { _ = await task.result })
    }

    /// Awaits a task; `least` is 1 where it has surely not ended when the caller looks.
    func join(_ handle: Handle, _ least: Int, _ context: Context) async {
        context.me.expect(ExpectedWait("task", least...1, by: [.task(handle.truth.id)]))
        await handle.wait()
    }

    func gate(_ place: Operation.Place, _ context: Context) -> Gate? {
        switch place {
        case .here: context.gate
        case .anotherGate: gates.first { $0 !== context.gate }
        case .pool: nil
        }
    }
}
