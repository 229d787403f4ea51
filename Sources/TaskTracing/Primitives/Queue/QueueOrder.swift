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
