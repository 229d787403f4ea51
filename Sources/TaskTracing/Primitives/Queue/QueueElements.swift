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
    mutating func insert(_ element: Element, number: UInt32) {
        switch order {
        case .firstInFirstOut: ring.append(element)
        case .lastInFirstOut: stack.append(QueueEntry(element: element, number: number))
        case .lowestFirst: heap?.insert(QueueEntry(element: element, number: number))
        }
    }

    mutating func popFirst() -> QueueEntry<Element>? {
        switch order {
        case .firstInFirstOut:
            guard let element = ring.popFirst() else { return nil }
            defer { firstNumber &+= 1 }
            return QueueEntry(element: element, number: firstNumber)
        case .lastInFirstOut: return stack.popLast()
        case .lowestFirst: return heap?.popFirst()
        }
    }

    /// What there is, in the order in which it comes out.
    mutating func removeAll() -> [Element] {
        var all: [Element] = []
        while let entry = popFirst() { all.append(entry.element) }
        return all
    }
}
