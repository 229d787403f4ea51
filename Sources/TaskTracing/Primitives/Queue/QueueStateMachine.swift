/// An element in a queue, with the number of its put.
struct QueueEntry<Element> {
    let element: Element
    let number: UInt32
}

/// Decides what a queue does: what is in it, who waits to get, who waits to put.
///
/// Elements go straight to those who wait: whoever waits to get receives the next element put, and
/// whoever waits to put has his element moved in as soon as there is room. So a woken task never finds
/// that another has been faster, and one that is cancelled after it was woken loses nothing.
struct QueueStateMachine<Element, Getter, Putter, Joiner> {
    typealias Entry = QueueEntry<Element>

    private enum State {
        case open
        case shutDown
    }

    private struct BlockedPut {
        let element: Element
        let putter: Putter
    }

    private var state = State.open
    private var elements: QueueElements<Entry>
    private let maxSize: Int
    private var getters = WaiterList<Getter>()
    private var putters = WaiterList<BlockedPut>()
    private var joiners = WaiterList<Joiner>()
    private var puts: UInt32 = 0
    private var unfinished = 0

    init(_ elements: QueueElements<Entry>, maxSize: Int) {
        self.elements = elements
        self.maxSize = maxSize
    }

    var count: Int { elements.count }
    var isFull: Bool { maxSize > 0 && elements.count >= maxSize }

    enum PutAction {
        case stored(number: UInt32, depth: Int)
        case handOver(Entry, to: Getter, depth: Int)
        case full
        case shutDown
    }

    mutating func put(_ element: Element) -> PutAction {
        guard state == .open else { return .shutDown }
        if isFull { return .full }
        puts &+= 1
        unfinished += 1
        let entry = Entry(element: element, number: puts)
        if let getter = getters.popFirst() { return .handOver(entry, to: getter, depth: count) }
        elements.insert(entry)
        return .stored(number: puts, depth: count)
    }

    enum WaitToPutAction {
        case none
        case done(PutAction)
        case cancel
    }

    /// `isCancelled` tells whether the waiting task is cancelled: its cancellation handler may have run
    /// already, and found nothing.
    mutating func waitToPut(
        _ element: Element, _ putter: Putter, id: WaiterID, isCancelled: Bool
    ) -> WaitToPutAction {
        let action = put(element)
        guard case .full = action else { return .done(action) }
        guard !isCancelled else { return .cancel }
        putters.append(BlockedPut(element: element, putter: putter), id: id)
        return .none
    }

    enum GetAction {
        case taken(Entry, depth: Int)
        /// Taken, and the element of a blocked put moved in: `moved` is its number.
        case exchanged(Entry, depth: Int, moved: UInt32, putter: Putter, depthAfterMove: Int)
        case empty
        case shutDown
    }

    mutating func get() -> GetAction {
        guard let entry = elements.popFirst() else { return state == .open ? .empty : .shutDown }
        let depth = count
        guard let put = putters.popFirst() else { return .taken(entry, depth: depth) }
        puts &+= 1
        unfinished += 1
        elements.insert(Entry(element: put.element, number: puts))
        return .exchanged(entry, depth: depth, moved: puts, putter: put.putter, depthAfterMove: count)
    }

    enum WaitToGetAction {
        case none
        case done(GetAction)
        case cancel
    }

    /// `isCancelled` as for ``waitToPut(_:_:id:isCancelled:)``.
    mutating func waitToGet(_ getter: Getter, id: WaiterID, isCancelled: Bool) -> WaitToGetAction {
        let action = get()
        guard case .empty = action else { return .done(action) }
        guard !isCancelled else { return .cancel }
        getters.append(getter, id: id)
        return .none
    }

    mutating func cancelGet(_ id: WaiterID) -> Getter? { getters.remove(id) }

    mutating func cancelPut(_ id: WaiterID) -> Putter? { putters.remove(id)?.putter }

    enum TaskDoneAction {
        case none
        case resume([Joiner])
        case tooOften
    }

    mutating func taskDone() -> TaskDoneAction {
        guard unfinished > 0 else { return .tooOften }
        unfinished -= 1
        return unfinished == 0 ? .resume(joiners.removeAll()) : .none
    }

    enum JoinAction {
        case none
        case resume
        case cancel
    }

    /// `isCancelled` as for ``waitToPut(_:_:id:isCancelled:)``.
    mutating func join(_ joiner: Joiner, id: WaiterID, isCancelled: Bool) -> JoinAction {
        guard unfinished > 0 else { return .resume }
        guard !isCancelled else { return .cancel }
        joiners.append(joiner, id: id)
        return .none
    }

    mutating func cancelJoin(_ id: WaiterID) -> Joiner? { joiners.remove(id) }

    struct ShutDownAction {
        var getters: [Getter] = []
        var putters: [Putter] = []
        var joiners: [Joiner] = []
        /// What nobody will get any more, to be released without the lock.
        var dropped: [Entry] = []
    }

    mutating func shutDown(immediately: Bool) -> ShutDownAction {
        state = .shutDown
        var action = ShutDownAction(
            getters: getters.removeAll(), putters: putters.removeAll().map(\.putter))
        guard immediately else { return action }
        while let entry = elements.popFirst() {
            action.dropped.append(entry)
            unfinished = max(0, unfinished - 1)
        }
        if unfinished == 0 { action.joiners = joiners.removeAll() }
        return action
    }
}
