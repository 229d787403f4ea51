internal import Synchronization

/// What a task that waits at a queue goes on with.
enum QueueWake: Sendable {
    /// It need not have waited.
    case proceed
    case woken
    case cancelled
}

/// Holds a queue's state, and carries out what its state machine decides.
///
/// The elements are beside the lock, not in it: the type of what a lock holds is looked up at each locking where it is
/// known to the caller alone, which took longer than the locking.
final class QueueStorage<Element: Sendable>: @unchecked Sendable {
    typealias Waiter = SuspendedTask<QueueWake>
    typealias Machine = QueueStateMachine<Waiter>

    struct Contents {
        var machine: Machine
        var elements: QueueElements<Element>
    }

    let number = Recorder.nextObject()
    private let machine: Mutex<Machine>
    /// Unchecked: touched under the lock alone.
    private var elements: QueueElements<Element>
    private let describe: (@Sendable (Element) -> String)?

    init(
        _ order: TracedQueue<Element>.Order, maxSize: Int, _ describe: (@Sendable (Element) -> String)?
    ) {
        self.describe = describe
        machine = Mutex(Machine(maxSize: maxSize))
        elements = QueueElements(order)
    }

    deinit {
        Recorder.objectEnded(number)
    }

    var count: Int { machine.withLock { $0.count } }
    var isFull: Bool { machine.withLock { $0.isFull } }
    var isShutDown: Bool { machine.withLock { $0.isShutDown } }
    var unfinished: Int { machine.withLock { $0.unfinished } }
    /// A copy of the whole.
    var snapshot: Contents { machine.withLock { Contents(machine: $0, elements: elements) } }

    /// What the program wants said of an element. Outside of the lock: its closure may use the queue.
    func text(of element: Element) -> String? {
        guard let describe, Recorder.isRecording else { return nil }
        return describe(element)
    }

    /// Puts without waiting; false when the queue is full.
    func put(
        _ element: Element, _ site: Recorder.Site, _ text: String?
    ) throws(QueueShutDown) -> Bool {
        var getter: Waiter?
        let isPut = try machine.withLock { machine throws(QueueShutDown) in
            switch machine.put() {
            case .insert(let item, let waking):
                getter = waking
                elements.insert(element, number: item)
                if Recorder.isRecording { recordPut(item, machine.count, site, text) }
                return true
            case .full: return false
            case .shutDown: throw QueueShutDown()
            }
        }
        getter?.resume(returning: .woken)
        return isPut
    }

    nonisolated(nonsending) func waitToPut(
        _ element: Element, _ site: Recorder.Site, _ text: String?
    ) async throws {
        repeat { try await wait(to: .put, site) } while try !put(element, site, text)
    }

    /// Gets without waiting; nil when the queue is empty.
    func get(_ site: Recorder.Site) throws(QueueShutDown) -> Element? {
        var putter: Waiter?
        let element = try machine.withLock { machine throws(QueueShutDown) in
            switch machine.get() {
            case .take(let waking):
                putter = waking
                return takeFirst(machine.count, site)
            case .empty: return nil
            case .shutDown: throw QueueShutDown()
            }
        }
        putter?.resume(returning: .woken)
        return element
    }

    nonisolated(nonsending) func waitToGet(_ site: Recorder.Site) async throws -> Element {
        while true {
            try await wait(to: .get, site)
            if let element = try get(site) { return element }
        }
    }

    /// The next element, as soon as there is one; nil when there will be none.
    nonisolated(nonsending) func next() async throws(CancellationError) -> Element? {
        while true {
            do {
                if let element = try get(.unknown) { return element }
            } catch {
                return nil
            }
            try await wait(to: .get, .unknown)
        }
    }

    /// Gets what there is, up to `limit` elements; none when the queue is empty.
    func get(upTo limit: Int, _ site: Recorder.Site) throws(QueueShutDown) -> [Element] {
        var elements: [Element] = []
        var putters: [Waiter] = []
        try machine.withLock { machine throws(QueueShutDown) in
            while elements.count < limit {
                guard case .take(let waking) = machine.get() else { break }
                if let waking { putters.append(waking) }
                if let element = takeFirst(machine.count, site) { elements.append(element) }
            }
            if elements.isEmpty, machine.isShutDown { throw QueueShutDown() }
        }
        for putter in putters { putter.resume(returning: .woken) }
        return elements
    }

    nonisolated(nonsending) func waitToGet(
        upTo limit: Int, _ site: Recorder.Site
    ) async throws -> [Element] {
        while true {
            let elements = try get(upTo: limit, site)
            if !elements.isEmpty { return elements }
            try await wait(to: .get, site)
        }
    }

    func taskDone(_ site: Recorder.Site) throws(TaskDoneTooOften) {
        let action = machine.withLock { machine in
            let action = machine.taskDone()
            if case .resume(let joiners) = action, !joiners.isEmpty, Recorder.isRecording {
                recordFinish(joiners.count, site)
            }
            return action
        }
        switch action {
        case .none: break
        case .resume(let joiners): for joiner in joiners { joiner.resume(returning: .woken) }
        case .tooOften: throw TaskDoneTooOften()
        }
    }

    nonisolated(nonsending) func join(_ site: Recorder.Site) async throws {
        try await wait(to: .join, site)
    }

    func shutDown(immediately: Bool, _ site: Recorder.Site) {
        let (waking, dropped) = machine.withLock { machine in
            let action = machine.shutDown(immediately: immediately)
            if action.isNews { recordShutDown(immediately: immediately, site) }
            return (action.waking, action.drops ? elements.removeAll() : [])
        }
        for waiter in waking { waiter.resume(returning: .woken) }
        // Released after the lock: what an element holds may use the queue.
        withExtendedLifetime(dropped) {}
    }

    @inline(__always)
    private func takeFirst(_ depth: Int, _ site: Recorder.Site) -> Element? {
        var item: UInt32 = 0
        let element = elements.popFirst(&item)
        if Recorder.isRecording { recordGet(item, depth, site) }
        return element
    }

    /// Returns when it is time to look again.
    private nonisolated(nonsending) func wait(
        to purpose: QueueWait, _ site: Recorder.Site
    ) async throws(CancellationError) {
        let id = WaiterID.next()
        let wake = await withTaskCancellationHandler {
            await Waiter.suspend { waiter in
                let action = machine.withLock { machine in
                    let action = machine.wait(
                        to: purpose, waiter, id: id, isCancelled: Task.isCancelled)
                    // Within the lock, so that it is recorded before whatever ends the wait.
                    if action == .wait { recordWait(purpose, site) }
                    return action
                }
                switch action {
                case .wait: break
                case .proceed: waiter.resume(returning: .proceed)
                case .cancel: waiter.resume(returning: .cancelled)
                }
            }
        } onCancel: {
            machine.withLock { $0.cancel(purpose, id) }?.resume(returning: .cancelled)
        }
        switch wake {
        case .proceed: return
        case .cancelled: throw CancellationError()
        case .woken:
            guard Task.isCancelled else { return }
            machine.withLock { $0.passOn(purpose) }?.resume(returning: .woken)
            throw CancellationError()
        }
    }
}
