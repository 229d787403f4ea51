internal import Synchronization

/// The number of one wait, given before the wait begins so that its cancellation can name it.
struct WaiterID: Hashable, Sendable {
    private let number: UInt64

    private static let last = Atomic<UInt64>(0)

    static func next() -> WaiterID {
        WaiterID(number: last.add(1, ordering: .relaxed).newValue)
    }
}

/// Those who wait, in the order in which they came; anyone may leave early.
///
/// Every operation takes constant time, averaged over many.
struct WaiterList<Waiter> {
    private var order = RingBuffer<WaiterID>()
    private var waiters: [WaiterID: Waiter] = [:]

    var isEmpty: Bool { waiters.isEmpty }
    var count: Int { waiters.count }

    /// All of them, in the order in which they came. Not for the hot path.
    var inOrder: [Waiter] {
        var copy = self
        return copy.removeAll()
    }

    mutating func append(_ waiter: Waiter, id: WaiterID) {
        order.append(id)
        waiters[id] = waiter
    }

    mutating func popFirst() -> Waiter? {
        while let id = order.popFirst() {
            if let waiter = waiters.removeValue(forKey: id) { return waiter }
        }
        return nil
    }

    mutating func remove(_ id: WaiterID) -> Waiter? {
        guard let waiter = waiters.removeValue(forKey: id) else { return nil }
        // Waits that time out one after the other, on something that never comes, must not add up.
        if order.count > 2 * waiters.count + 16 {
            order.removeAll { waiters[$0] == nil }
        }
        return waiter
    }

    mutating func removeAll(where shouldRemove: (Waiter) -> Bool) {
        waiters = waiters.filter { !shouldRemove($0.value) }
        order.removeAll { waiters[$0] == nil }
    }

    mutating func removeAll() -> [Waiter] {
        var all: [Waiter] = []
        all.reserveCapacity(count)
        while let waiter = popFirst() { all.append(waiter) }
        return all
    }
}
