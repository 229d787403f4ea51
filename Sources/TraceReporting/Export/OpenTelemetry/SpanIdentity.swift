/// The numbers of spans and of the traces that they are in: the same each time the same recording is exported, and those
/// of no other.
struct SpanIdentity {
    private var seeds: [Int64: UInt64] = [:]

    /// What tells a recorded process from every other.
    mutating func add(process: Int64, pid: Int64, executable: String, zero: Int64) {
        // FNV-1a.
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in executable.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        for part in [pid, zero, process] { hash = ExportHash.mix(hash ^ UInt64(bitPattern: part)) }
        seeds[process] = hash
    }

    private func seed(of task: Int64) -> UInt64 { seeds[(task >> 32) &+ 1] ?? 0 }

    /// 8 bytes, never 0, another for each task.
    func span(_ task: Int64) -> UInt64 {
        let mixed = ExportHash.mix(seed(of: task) ^ UInt64(bitPattern: task))
        return mixed == 0 ? 1 : mixed
    }

    /// 16 bytes, never 0: those of the task that began it.
    func trace(root: Int64) -> (UInt64, UInt64) {
        let high = ExportHash.mix(~seed(of: root) ^ UInt64(bitPattern: root))
        return (high, ExportHash.mix(high) | 1)
    }
}
