/// Which task has which permits of a semaphore, for its records: a release does not say what it ends.
struct HoldingLedger {
    private struct Entry {
        let task: UInt32
        let holding: UInt32
    }

    /// Permits that are acquired by one task and released by another are never found here, and must not pile up.
    private static let capacity = 256

    private var entries: [Entry] = []

    mutating func began(_ holding: UInt32, task: UInt32) {
        if entries.count == Self.capacity { entries.removeFirst() }
        entries.append(Entry(task: task, holding: holding))
    }

    /// The oldest holding of `task`, which ends; 0 if it has none.
    mutating func ended(task: UInt32) -> UInt32 {
        guard let index = entries.firstIndex(where: { $0.task == task }) else { return 0 }
        return entries.remove(at: index).holding
    }

    mutating func ended(holding: UInt32) {
        guard let index = entries.lastIndex(where: { $0.holding == holding }) else { return }
        entries.remove(at: index)
    }
}
