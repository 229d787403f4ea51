internal import Synchronization

/// What a task that waits at a queue goes on with.
enum QueueWake: Sendable {
    /// It need not have waited.
    case proceed
    case woken
    case cancelled
}

/// Holds a queue's state, and carries out what its state machine decides.
final class QueueStorage<Element: Sendable>: Sendable {
    typealias Waiter = SuspendedTask<QueueWake>
    typealias Machine = QueueStateMachine<Waiter>

    struct Contents {
        var machine: Machine
        var elements: QueueElements<Element>
    }

    let number = Recorder.nextObject()
    private let contents: Mutex<Contents>
    private let describe: (@Sendable (Element) -> String)?

    init(
        _ order: TracedQueue<Element>.Order, maxSize: Int, _ describe: (@Sendable (Element) -> String)?
    ) {
        self.describe = describe
        contents = Mutex(Contents(machine: Machine(maxSize: maxSize), elements: QueueElements(order)))
    }

    deinit {
        Recorder.objectEnded(number)
    }

    var count: Int { contents.withLock { $0.machine.count } }
    var isFull: Bool { contents.withLock { $0.machine.isFull } }
    var isShutDown: Bool { contents.withLock { $0.machine.isShutDown } }
    var unfinished: Int { contents.withLock { $0.machine.unfinished } }
    /// A copy of the whole.
    var snapshot: Contents { contents.withLock { $0 } }

    /// What the program wants said of an element. Outside of the lock: its closure may use the queue.
    func text(of element: Element) -> String? {
        guard let describe, Recorder.isRecording else { return nil }
        return describe(element)
    }

    /// Puts without waiting; false when the queue is full.
    func put(
        _ element: Element, _ location: SourceLocation, _ text: String?
    ) throws(QueueShutDown) -> Bool {
        var getter: Waiter?
        let isPut = try contents.withLock { contents throws(QueueShutDown) in
            switch contents.machine.put() {
            case .insert(let item, let waking):
                getter = waking
                contents.elements.insert(element, number: item)
                if Recorder.isRecording { recordPut(item, contents.machine.count, location, text) }
                return true
            case .full: return false
            case .shutDown: throw QueueShutDown()
            }
        }
        getter?.resume(returning: .woken)
        return isPut
    }

    nonisolated(nonsending) func waitToPut(
        _ element: Element, _ location: SourceLocation, _ text: String?
    ) async throws {
        repeat { try await wait(to: .put, location) } while try !put(element, location, text)
    }

    /// Gets without waiting; nil when the queue is empty.
    func get(_ location: SourceLocation?) throws(QueueShutDown) -> Element? {
        var putter: Waiter?
        let element = try contents.withLock { contents throws(QueueShutDown) in
            switch contents.machine.get() {
            case .take(let waking):
                putter = waking
                return takeFirst(&contents, location)
            case .empty: return nil
            case .shutDown: throw QueueShutDown()
            }
        }
        putter?.resume(returning: .woken)
        return element
    }

    nonisolated(nonsending) func waitToGet(_ location: SourceLocation?) async throws -> Element {
        while true {
            try await wait(to: .get, location)
            if let element = try get(location) { return element }
        }
    }

    /// The next element, as soon as there is one; nil when there will be none.
    nonisolated(nonsending) func next() async throws(CancellationError) -> Element? {
        while true {
            do {
                if let element = try get(nil) { return element }
            } catch {
                return nil
            }
            try await wait(to: .get, nil)
        }
    }

    /// Gets what there is, up to `limit` elements; none when the queue is empty.
    func get(upTo limit: Int, _ location: SourceLocation) throws(QueueShutDown) -> [Element] {
        var elements: [Element] = []
        var putters: [Waiter] = []
        try contents.withLock { contents throws(QueueShutDown) in
            while elements.count < limit {
                guard case .take(let waking) = contents.machine.get() else { break }
                if let waking { putters.append(waking) }
                if let element = takeFirst(&contents, location) { elements.append(element) }
            }
            if elements.isEmpty, contents.machine.isShutDown { throw QueueShutDown() }
        }
        for putter in putters { putter.resume(returning: .woken) }
        return elements
    }

    nonisolated(nonsending) func waitToGet(
        upTo limit: Int, _ location: SourceLocation
    ) async throws -> [Element] {
        while true {
            let elements = try get(upTo: limit, location)
            if !elements.isEmpty { return elements }
            try await wait(to: .get, location)
        }
    }

    func taskDone(_ location: SourceLocation) throws(TaskDoneTooOften) {
        let action = contents.withLock { contents in
            let action = contents.machine.taskDone()
            if case .resume(let joiners) = action, !joiners.isEmpty, Recorder.isRecording {
                recordFinish(joiners.count, location)
            }
            return action
        }
        switch action {
        case .none: break
        case .resume(let joiners): for joiner in joiners { joiner.resume(returning: .woken) }
        case .tooOften: throw TaskDoneTooOften()
        }
    }

    nonisolated(nonsending) func join(_ location: SourceLocation) async throws {
        try await wait(to: .join, location)
    }

    func shutDown(immediately: Bool, _ location: SourceLocation) {
        let (waking, dropped) = contents.withLock { contents in
            let action = contents.machine.shutDown(immediately: immediately)
            if action.isNews { recordShutDown(immediately: immediately, location) }
            return (action.waking, action.drops ? contents.elements.removeAll() : [])
        }
        for waiter in waking { waiter.resume(returning: .woken) }
        // Released after the lock: what an element holds may use the queue.
        withExtendedLifetime(dropped) {}
    }

    @inline(__always)
    private func takeFirst(_ contents: inout Contents, _ location: SourceLocation?) -> Element? {
        var item: UInt32 = 0
        let element = contents.elements.popFirst(&item)
        if Recorder.isRecording { recordGet(item, contents.machine.count, location) }
        return element
    }

    /// Returns when it is time to look again.
    private nonisolated(nonsending) func wait(
        to purpose: QueueWait, _ location: SourceLocation?
    ) async throws(CancellationError) {
        let id = WaiterID.next()
        let wake = await withTaskCancellationHandler {
            await Waiter.suspend { waiter in
                let action = contents.withLock { contents in
                    let action = contents.machine.wait(
                        to: purpose, waiter, id: id, isCancelled: Task.isCancelled)
                    // Within the lock, so that it is recorded before whatever ends the wait.
                    if action == .wait { recordWait(purpose, location) }
                    return action
                }
                switch action {
                case .wait: break
                case .proceed: waiter.resume(returning: .proceed)
                case .cancel: waiter.resume(returning: .cancelled)
                }
            }
        } onCancel: {
            contents.withLock { $0.machine.cancel(purpose, id) }?.resume(returning: .cancelled)
        }
        switch wake {
        case .proceed: return
        case .cancelled: throw CancellationError()
        case .woken:
            guard Task.isCancelled else { return }
            contents.withLock { $0.machine.passOn(purpose) }?.resume(returning: .woken)
            throw CancellationError()
        }
    }
}
