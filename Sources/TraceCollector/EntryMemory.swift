/// The entries of a ``TaskTable``, without a check or a copy on the way to one.
///
/// Belongs to one table: copies share the memory.
@safe
struct EntryMemory {
    @safe
    private final class Owner {
        var base: UnsafeMutablePointer<TaskEntry>
        init(capacity: Int) { unsafe base = .allocate(capacity: capacity) }
        // Entries are trivial: nothing to destroy.
        deinit { unsafe base.deallocate() }
    }

    private var owner: Owner
    private var base: UnsafeMutablePointer<TaskEntry>
    private(set) var capacity: Int
    private(set) var count = 0

    init(capacity: Int = 1024) {
        self.capacity = capacity
        owner = Owner(capacity: capacity)
        unsafe base = owner.base
    }

    /// Adds an entry at index ``count``.
    mutating func append() {
        if count == capacity { grow() }
        unsafe (base + count).initialize(to: TaskEntry())
        count += 1
    }

    subscript(index: Int) -> TaskEntry {
        @inline(__always) get {
            assert(index < count)
            return unsafe base[index]
        }
        @inline(__always) nonmutating _modify { yield unsafe &base[index] }
    }

    private mutating func grow() {
        let larger = Owner(capacity: capacity * 2)
        unsafe larger.base.moveInitialize(from: base, count: count)
        owner = larger
        unsafe base = larger.base
        capacity *= 2
    }
}
