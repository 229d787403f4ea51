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
/// Every operation takes constant time, averaged over many. To come, and to be the next, takes no hashing.
struct WaiterList<Waiter> {
    private struct Entry {
        let id: WaiterID
        /// nil once he has left early.
        var waiter: Waiter?
    }

    private var entries = RingBuffer<Entry>()
    private(set) var count = 0

    // Where to find whom, made when one of many leaves. A place is counted from the first who ever came.
    private var places: [WaiterID: Int] = [:]
    private var firstPlace = 0
    private var firstUnindexed = 0

    var isEmpty: Bool { count == 0 }

    /// All of them, in the order in which they came. Not for the hot path.
    var inOrder: [Waiter] {
        var copy = self
        return copy.removeAll()
    }

    mutating func append(_ waiter: Waiter, id: WaiterID) {
        entries.append(Entry(id: id, waiter: waiter))
        count &+= 1
    }

    mutating func popFirst() -> Waiter? {
        while let entry = popEntry() {
            guard let waiter = entry.waiter else { continue }
            count &-= 1
            return waiter
        }
        return nil
    }

    mutating func remove(_ id: WaiterID) -> Waiter? {
        guard let offset = offset(of: id), let waiter = entries[offset]?.waiter else { return nil }
        entries[offset]?.waiter = nil
        count &-= 1
        // Waits that time out one after the other, on something that never comes, must not add up.
        if entries.count > 2 * count + 16 { removeEntries { $0.waiter == nil } }
        return waiter
    }

    mutating func removeAll(where shouldRemove: (Waiter) -> Bool) {
        removeEntries { entry in entry.waiter.map(shouldRemove) ?? true }
        count = entries.count
    }

    mutating func removeAll() -> [Waiter] {
        var all: [Waiter] = []
        all.reserveCapacity(count)
        while let waiter = popFirst() { all.append(waiter) }
        return all
    }

    private mutating func popEntry() -> Entry? {
        guard let entry = entries.popFirst() else { return nil }
        firstPlace &+= 1
        if !places.isEmpty { places[entry.id] = nil }
        return entry
    }

    private mutating func removeEntries(where shouldRemove: (Entry) -> Bool) {
        entries.removeAll(where: shouldRemove)
        places = [:]
        firstPlace = 0
        firstUnindexed = 0
    }

    private mutating func offset(of id: WaiterID) -> Int? {
        guard entries.count > 32 else { return (0..<entries.count).first { entries[$0]?.id == id } }
        for place in max(firstUnindexed, firstPlace)..<(firstPlace + entries.count) {
            if let entry = entries[place - firstPlace] { places[entry.id] = place }
        }
        firstUnindexed = firstPlace + entries.count
        return places[id].map { $0 - firstPlace }
    }
}
