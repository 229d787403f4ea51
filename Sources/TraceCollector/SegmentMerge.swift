/// Merges the records of several threads in the order of their time.
///
/// A thread's own segments follow each other, so only the earliest of each is looked at.
struct SegmentMerge {
    /// The segments of a thread lie together, the earliest first.
    var cursors: [SegmentCursor]
    /// Where each thread's current segment is, and where its last one ends.
    private var lanes: [(current: Int, end: Int)] = []
    /// The time of each lane's next record.
    private var ticks: [UInt64] = []
    private var lastLane: Int?

    init(_ unread: some Sequence<SegmentCursor>) {
        cursors = unread.sorted { ($0.thread, $0.id) < ($1.thread, $1.id) }
        for index in cursors.indices {
            if index > 0, cursors[index].thread == cursors[index - 1].thread {
                lanes[lanes.count - 1].end = index + 1
            } else {
                lanes.append((index, index + 1))
                ticks.append(cursors[index].currentTicks)
            }
        }
    }

    /// The segment with the earliest record, and up to when its records come before all others; nil if nothing is left
    /// until `bound`.
    mutating func next(notAfter bound: UInt64) -> (cursor: Int, limit: UInt64)? {
        if let lastLane { advance(lastLane) }
        lastLane = nil
        guard var earliest = ticks.first else { return nil }
        var first = 0
        var second = bound
        for lane in 1..<ticks.count {
            let time = ticks[lane]
            if time < earliest {
                second = min(second, earliest)
                earliest = time
                first = lane
            } else {
                second = min(second, time)
            }
        }
        guard earliest <= bound else { return nil }
        lastLane = first
        return (lanes[first].current, second)
    }

    /// Looks where the lane is now that records were taken from it; one without any is no more.
    private mutating func advance(_ lane: Int) {
        while cursors[lanes[lane].current].isDrained {
            lanes[lane].current += 1
            guard lanes[lane].current < lanes[lane].end else {
                lanes.swapAt(lane, lanes.count - 1)
                ticks.swapAt(lane, ticks.count - 1)
                lanes.removeLast()
                ticks.removeLast()
                return
            }
        }
        ticks[lane] = cursors[lanes[lane].current].currentTicks
    }
}
