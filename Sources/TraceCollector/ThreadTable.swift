/// The rows of the process's threads, by the system's numbers.
///
/// Pure. Of threads that are over only some are remembered: a program may make new ones for ever.
struct ThreadTable {
    private var rows: [UInt32: Int64] = [:]
    private let most: Int

    init(keepingAtMost most: Int = 4096) { self.most = most }

    var count: Int { rows.count }

    subscript(tid: UInt32) -> Int64? {
        get { rows[tid] }
        set { rows[tid] = newValue }
    }

    /// Forgets threads other than `living`, once there are many. The number of one that is over may be another's by now.
    mutating func forget(except living: some Sequence<Int64>) {
        guard rows.count > most else { return }
        let living = Set(living)
        rows = rows.filter { living.contains($0.value) }
    }
}
