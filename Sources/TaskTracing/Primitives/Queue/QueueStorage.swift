internal import Synchronization
internal import TraceModel

/// Holds a queue's state, and carries out what its state machine decides.
final class QueueStorage<Element: Sendable>: Sendable {
    typealias Entry = QueueEntry<Element>
    typealias Getter = CheckedContinuation<(entry: Entry, depth: Int), any Error>
    typealias Joiner = CheckedContinuation<Void, any Error>

    /// A blocked put, and what its record will tell.
    struct Putter {
        let continuation: CheckedContinuation<Void, any Error>
        let task: UInt32
        let location: SourceLocation
        let text: String?
    }

    typealias Machine = QueueStateMachine<Element, Getter, Putter, Joiner>

    let number = Recorder.nextObject()
    private let machine: Mutex<Machine>
    private let describe: (@Sendable (Element) -> String)?

    init(
        _ elements: sending QueueElements<Entry>, maxSize: Int,
        _ describe: (@Sendable (Element) -> String)? = nil
    ) {
        self.describe = describe
        machine = Mutex(Machine(elements, maxSize: maxSize))
    }

    deinit {
        Recorder.objectEnded(number)
    }

    var count: Int { machine.withLock { $0.count } }
    var isFull: Bool { machine.withLock { $0.isFull } }

    /// Puts without waiting; false when the queue is full.
    func put(_ element: Element, _ location: SourceLocation) throws(QueueShutDown) -> Bool {
        let text = text(of: element)
        let action = machine.withLock { machine in
            let action = machine.put(element)
            recordPut(action, location, text)
            return action
        }
        switch action {
        case .stored: return true
        case .handOver(let entry, let getter, let depth):
            getter.resume(returning: (entry, depth))
            return true
        case .full: return false
        case .shutDown: throw QueueShutDown()
        }
    }

    nonisolated(nonsending) func waitToPut(_ element: Element, _ location: SourceLocation) async throws {
        let id = WaiterID.next()
        let text = text(of: element)
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let putter = Putter(
                    continuation: continuation, task: Recorder.currentTask, location: location, text: text)
                let action = machine.withLock { machine in
                    let action = machine.waitToPut(element, putter, id: id, isCancelled: Task.isCancelled)
                    switch action {
                    case .done(let action): recordPut(action, location, text)
                    case .none: Recorder.waitBegin(number, reason: .queuePut, site: location.site)
                    case .cancel: break
                    }
                    return action
                }
                switch action {
                case .none: break
                case .cancel: continuation.resume(throwing: CancellationError())
                case .done(.shutDown): continuation.resume(throwing: QueueShutDown())
                case .done(.handOver(let entry, let getter, let depth)):
                    getter.resume(returning: (entry, depth))
                    continuation.resume()
                case .done: continuation.resume()
                }
            }
        } onCancel: {
            machine.withLock({ $0.cancelPut(id) })?.continuation.resume(throwing: CancellationError())
        }
    }

    /// Gets without waiting; nil when the queue is empty.
    func get(_ location: SourceLocation) throws(QueueShutDown) -> Element? {
        let action = machine.withLock { machine in
            let action = machine.get()
            recordGet(action, location)
            return action
        }
        switch action {
        case .taken(let entry, _): return entry.element
        case .exchanged(let entry, _, _, let putter, _):
            putter.continuation.resume()
            return entry.element
        case .empty: return nil
        case .shutDown: throw QueueShutDown()
        }
    }

    nonisolated(nonsending) func waitToGet(_ location: SourceLocation) async throws -> Element {
        let id = WaiterID.next()
        var isHandedOver = false
        let (entry, depth) = try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: Getter) in
                let action = machine.withLock { machine in
                    let action = machine.waitToGet(continuation, id: id, isCancelled: Task.isCancelled)
                    switch action {
                    case .done(let action): recordGet(action, location)
                    case .none: Recorder.waitBegin(number, reason: .queueGet, site: location.site)
                    case .cancel: break
                    }
                    return action
                }
                switch action {
                case .none: isHandedOver = true
                case .cancel: continuation.resume(throwing: CancellationError())
                case .done(.taken(let entry, let depth)): continuation.resume(returning: (entry, depth))
                case .done(.exchanged(let entry, let depth, _, let putter, _)):
                    putter.continuation.resume()
                    continuation.resume(returning: (entry, depth))
                case .done: continuation.resume(throwing: QueueShutDown())
                }
            }
        } onCancel: {
            machine.withLock({ $0.cancelGet(id) })?.resume(throwing: CancellationError())
        }
        // An element that was handed over counts as got when its getter runs, by the getter.
        if isHandedOver, Recorder.isRecording { record(.queueGet, entry.number, depth, location) }
        return entry.element
    }

    func taskDone() throws(TaskDoneTooOften) {
        switch machine.withLock({ $0.taskDone() }) {
        case .none: break
        case .resume(let joiners): for joiner in joiners { joiner.resume() }
        case .tooOften: throw TaskDoneTooOften()
        }
    }

    nonisolated(nonsending) func join(_ location: SourceLocation) async throws {
        let id = WaiterID.next()
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let action = machine.withLock { machine in
                    let action = machine.join(continuation, id: id, isCancelled: Task.isCancelled)
                    if action == .none { Recorder.waitBegin(number, reason: .queueJoin, site: location.site) }
                    return action
                }
                switch action {
                case .none: break
                case .resume: continuation.resume()
                case .cancel: continuation.resume(throwing: CancellationError())
                }
            }
        } onCancel: {
            machine.withLock({ $0.cancelJoin(id) })?.resume(throwing: CancellationError())
        }
    }

    func shutDown(immediately: Bool) {
        let action = machine.withLock { $0.shutDown(immediately: immediately) }
        for getter in action.getters { getter.resume(throwing: QueueShutDown()) }
        for putter in action.putters { putter.continuation.resume(throwing: QueueShutDown()) }
        for joiner in action.joiners { joiner.resume() }
    }
}

// Puts and gets are recorded within the lock: no get may be recorded before the put of its element, and
// the depths of a queue's records follow each other.
extension QueueStorage {
    /// What the program wants said of an element. Outside of the lock: its closure may use the queue.
    private func text(of element: Element) -> String? {
        guard let describe, Recorder.isRecording else { return nil }
        return describe(element)
    }

    private func recordPut(_ action: Machine.PutAction, _ location: SourceLocation, _ text: String?) {
        guard Recorder.isRecording else { return }
        switch action {
        case .stored(let item, let depth): record(.queuePut, item, depth, location, text)
        case .handOver(let entry, _, let depth): record(.queuePut, entry.number, depth, location, text)
        case .full, .shutDown: break
        }
    }

    private func recordGet(_ action: Machine.GetAction, _ location: SourceLocation) {
        guard Recorder.isRecording else { return }
        switch action {
        case .taken(let entry, let depth): record(.queueGet, entry.number, depth, location)
        case .exchanged(let entry, let depth, let moved, let putter, let depthAfterMove):
            record(.queueGet, entry.number, depth, location)
            let value = Self.value(depthAfterMove, moved)
            if let text = putter.text {
                Recorder.record(
                    .queuePut, object: number, task: putter.task, site: putter.location.site, value: value,
                    text: text)
            } else {
                Recorder.record(
                    .queuePut, object: number, byTask: putter.task, site: putter.location.site, value: value)
            }
        case .empty, .shutDown: break
        }
    }

    private func record(
        _ kind: RecordKind, _ item: UInt32, _ depth: Int, _ location: SourceLocation, _ text: String? = nil
    ) {
        let value = Self.value(depth, item)
        if let text {
            Recorder.record(kind, object: number, site: location.site, value: value, text: text)
        } else {
            Recorder.record(kind, object: number, site: location.site, value: value)
        }
    }

    private static func value(_ depth: Int, _ item: UInt32) -> UInt64 {
        UInt64(UInt32(clamping: depth)) | UInt64(item) << 32
    }
}
