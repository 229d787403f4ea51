/// An element in a queue, with the number of its put.
struct QueueEntry<Element> {
    let element: Element
    let number: UInt32
}

/// What is in a queue, in the order in which it comes out.
struct QueueElements<Element> {
    private enum Order {
        case firstInFirstOut
        case lastInFirstOut
        case lowestFirst
    }

    private let order: Order
    // One of the three holds the elements.
    private var ring = RingBuffer<Element>()
    private var stack: [QueueEntry<Element>] = []
    private var heap: BinaryHeap<QueueEntry<Element>>?
    /// The number of the put that the first in the ring came by.
    private var firstNumber: UInt32 = 1

    init(_ order: TracedQueue<Element>.Order) where Element: Sendable {
        switch order.kind {
        case .firstInFirstOut: self.order = .firstInFirstOut
        case .lastInFirstOut: self.order = .lastInFirstOut
        case .lowestFirst(let precedes):
            self.order = .lowestFirst
            heap = BinaryHeap { left, right in
                if precedes(left.element, right.element) { return true }
                return !precedes(right.element, left.element) && left.number < right.number
            }
        }
    }

    /// The numbers count from 1, without a gap.
    @inline(__always)
    mutating func insert(_ element: Element, number: UInt32) {
        guard order == .firstInFirstOut else { return insertEntry(element, number: number) }
        ring.append(element)
    }

    /// `number` receives the one that the element was inserted with.
    @inline(__always)
    mutating func popFirst(_ number: inout UInt32) -> Element? {
        guard order == .firstInFirstOut else { return popEntry(&number) }
        number = firstNumber
        firstNumber &+= 1
        return ring.popFirst()
    }

    @inline(never)
    private mutating func insertEntry(_ element: Element, number: UInt32) {
        let entry = QueueEntry(element: element, number: number)
        if order == .lastInFirstOut { stack.append(entry) } else { heap?.insert(entry) }
    }

    @inline(never)
    private mutating func popEntry(_ number: inout UInt32) -> Element? {
        let entry = order == .lastInFirstOut ? stack.popLast() : heap?.popFirst()
        number = entry?.number ?? 0
        return entry?.element
    }

    /// What there is, in the order in which it comes out.
    mutating func removeAll() -> [Element] {
        var all: [Element] = []
        var number: UInt32 = 0
        while let element = popFirst(&number) { all.append(element) }
        return all
    }
}
