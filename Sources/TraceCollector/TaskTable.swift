internal import TraceModel

/// What the collector knows of one task, beside its state machine.
struct TaskEntry {
    var machine = TaskStateMachine()
    var kind = TaskKind.preexisting
    var parent: UInt32 = 0
    @Compact var name: Int64?
    @Compact var site: Int64?
    @Compact var createdStack: Int64?
    /// The function that it runs.
    var entry: SiteTable.Place?
    @Compact var priority: Int64?
    @Compact var created: Int64?
    @Compact var cancelledAt: Int64?
    /// The row of `cancellation` that waits for the task to run again.
    var cancelDelivered = false
    /// What a primitive said it is about to wait for.
    var pendingWait: (reason: WaitReason, object: Int64, site: Int64?)?
    /// A task of the runtime's own, behind Task.sleep: no row, and as a waker it stands for a timer.
    var isHelper = false
    var isDirty = false
    /// When the run began that was reported as a stall last.
    @Compact var stallReported: Int64?
    var isInOpenTasks = false
}

/// The living tasks by the low half of their id: open addressing, entries stay where they are.
struct TaskTable {
    private var slots: [(key: UInt32, index: Int32)]
    private var mask: Int
    private var entries = EntryMemory()
    private var free: [Int32] = []
    private(set) var count = 0

    init() {
        mask = 1023
        slots = Array(repeating: (0, -1), count: mask + 1)
    }

    subscript(index: Int) -> TaskEntry {
        @inline(__always) get { entries[index] }
        @inline(__always) _modify { yield &entries[index] }
    }

    @inline(__always)
    private func home(_ key: UInt32) -> Int {
        Int(truncatingIfNeeded: (UInt64(key) &* 0x9e37_79b9_7f4a_7c15) >> 40) & mask
    }

    /// Where the task's entry is, if it is known.
    func index(of key: UInt32) -> Int? {
        var at = home(key)
        while slots[at].index >= 0 {
            if slots[at].key == key { return Int(slots[at].index) }
            at = (at + 1) & mask
        }
        return nil
    }

    /// The task's entry, made if it is not known.
    mutating func indexAddingIfNeeded(_ key: UInt32) -> (index: Int, isNew: Bool) {
        if let known = index(of: key) { return (known, false) }
        if count * 2 > mask { grow() }
        let index: Int32
        if let reused = free.popLast() {
            index = reused
            entries[Int(index)] = TaskEntry()
        } else {
            index = Int32(entries.count)
            entries.append()
        }
        insert(key, index)
        count += 1
        return (Int(index), true)
    }

    mutating func remove(_ key: UInt32) {
        var hole = home(key)
        while slots[hole].key != key || slots[hole].index < 0 {
            if slots[hole].index < 0 { return }
            hole = (hole + 1) & mask
        }
        free.append(slots[hole].index)
        count -= 1
        // Close the gap: move back whatever would no longer be found behind it.
        var at = (hole + 1) & mask
        while slots[at].index >= 0 {
            if (at - home(slots[at].key)) & mask >= (at - hole) & mask {
                slots[hole] = slots[at]
                hole = at
            }
            at = (at + 1) & mask
        }
        slots[hole] = (0, -1)
    }

    /// For how many tasks there is room.
    var capacity: Int { entries.capacity }

    /// Gives memory back once most of the tasks that it was taken for are over. Entries move.
    mutating func shrinkIfNeeded() {
        guard entries.count > 8192, count < entries.count / 8 else { return }
        let old = (slots: slots, entries: entries)
        mask = 1023
        while count * 2 > mask { mask = mask * 2 + 1 }
        slots = Array(repeating: (0, -1), count: mask + 1)
        entries = EntryMemory()
        free = []
        for slot in old.slots where slot.index >= 0 {
            insert(slot.key, Int32(entries.count))
            entries.append()
            entries[entries.count - 1] = old.entries[Int(slot.index)]
        }
    }

    private mutating func insert(_ key: UInt32, _ index: Int32) {
        var at = home(key)
        while slots[at].index >= 0 { at = (at + 1) & mask }
        slots[at] = (key, index)
    }

    private mutating func grow() {
        let old = slots
        mask = mask * 2 + 1
        slots = Array(repeating: (0, -1), count: mask + 1)
        for slot in old where slot.index >= 0 { insert(slot.key, slot.index) }
    }
}
