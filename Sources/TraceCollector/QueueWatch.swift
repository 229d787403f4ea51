internal import TraceModel

/// How deep queues have become: a queue is told when it reaches the depth of a finding, and each time that it has
/// doubled since.
///
/// Pure. Holds only those that have been as deep, so a queue that goes up and down is told a few times in all.
struct QueueWatch {
    private var next: [UInt32: Int64] = [:]

    mutating func put(_ queue: UInt32, depth: Int64) -> Bool {
        guard depth >= FindingThreshold.queueGrowth, depth >= next[queue] ?? 0 else { return false }
        next[queue] = depth * 2
        return true
    }

    mutating func ended(_ queue: UInt32) { next[queue] = nil }
}
