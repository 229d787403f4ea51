extension TracedQueue {
    /// Which element of a queue comes next.
    public struct Order: Sendable {
        enum Kind: Sendable {
            case firstInFirstOut
            case lastInFirstOut
            case lowestFirst(@Sendable (Element, Element) -> Bool)
        }

        let kind: Kind

        /// The one that has been in the queue for longest.
        public static var firstInFirstOut: Order { Order(kind: .firstInFirstOut) }

        /// The one that was put last.
        public static var lastInFirstOut: Order { Order(kind: .lastInFirstOut) }

        /// The one that `precedes` orders before all others; of equal ones, that which was put first.
        public static func lowestFirst(
            by precedes: @escaping @Sendable (Element, Element) -> Bool
        ) -> Order {
            Order(kind: .lowestFirst(precedes))
        }
    }
}

extension TracedQueue.Order where Element: Comparable {
    /// The lowest; of equal ones, that which was put first.
    public static var lowestFirst: TracedQueue.Order { .lowestFirst { $0 < $1 } }
}

/// What is in a queue, in the order in which it comes out.
enum QueueElements<Entry> {
    case ring(RingBuffer<Entry>)
    case stack([Entry])
    case heap(BinaryHeap<Entry>)

    var count: Int {
        switch self {
        case .ring(let ring): ring.count
        case .stack(let stack): stack.count
        case .heap(let heap): heap.count
        }
    }

    mutating func insert(_ entry: Entry) {
        switch self {
        case .ring(var ring):
            // Each branch lets go of its storage first: two owners would make the change a copy.
            self = .stack([])
            ring.append(entry)
            self = .ring(ring)
        case .stack(var stack):
            self = .stack([])
            stack.append(entry)
            self = .stack(stack)
        case .heap(var heap):
            self = .stack([])
            heap.insert(entry)
            self = .heap(heap)
        }
    }

    mutating func popFirst() -> Entry? {
        switch self {
        case .ring(var ring):
            self = .stack([])
            defer { self = .ring(ring) }
            return ring.popFirst()
        case .stack(var stack):
            self = .stack([])
            defer { self = .stack(stack) }
            return stack.popLast()
        case .heap(var heap):
            self = .stack([])
            defer { self = .heap(heap) }
            return heap.popFirst()
        }
    }
}
