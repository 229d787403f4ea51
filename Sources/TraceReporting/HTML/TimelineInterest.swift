/// Which slots of a trace are most worth being shown step by step: each has a rank, the least is the first to be.
struct TimelineInterest: Sendable {
    private(set) var ranks: [Int32]
    /// At level n the least rank of the 2^n slots from each one on: the least of any stretch is that of two of them.
    private let least: [[Int32]]

    /// What was `asked` for comes first, whole; then where `moments` begin and end, in their order; then the beginning and the
    /// end of the trace; then samples spread over it ever more closely.
    init(
        _ slots: TimelineSlots, asked: (from: Int64, to: Int64)? = nil, moments: [(from: Int64, to: Int64)]
    ) {
        let count = TimelineSlots.count
        var ranks = [Int32](repeating: .max, count: count)
        var next: Int32 = 0
        func add(_ slot: Int) {
            guard ranks.indices.contains(slot), ranks[slot] == .max else { return }
            ranks[slot] = next
            next += 1
        }
        if let asked {
            let first = slots.slot(at: asked.from)
            for slot in first...max(first, slots.slot(at: asked.to)) { add(slot) }
        }
        for moment in moments.prefix(512) {
            let (first, last) = (slots.slot(at: moment.from), slots.slot(at: moment.to))
            // What lies between may be all of the trace.
            for slot in [first, last, first + 1, last - 1, first - 1, last + 1] { add(slot) }
        }
        for slot in 0..<2 { add(slot) }
        for slot in count - 2..<count { add(slot) }
        // Neighbours in eights: a window is to show something that goes on.
        let blocks = count / 8
        for number in 0..<blocks {
            let block = Self.reversed(number, below: blocks)
            for slot in 8 * block..<8 * block + 8 { add(slot) }
        }
        self.ranks = ranks
        var least = [ranks]
        var length = 1
        while 2 * length <= count {
            let shorter = least[least.count - 1]
            least.append(shorter.indices.map { min(shorter[$0], shorter[min($0 + length, count - 1)]) })
            length *= 2
        }
        self.least = least
    }

    /// The least rank of these slots.
    func rank(from first: Int, to last: Int) -> Int32 {
        let length = last - first + 1
        let level = Int.bitWidth - 1 - length.leadingZeroBitCount
        return min(least[level][first], least[level][last + 1 - (1 << level)])
    }

    /// The slots below a rank, as stretches of neighbours.
    func windows(below cutoff: Int32, _ slots: TimelineSlots) -> [(from: Int64, to: Int64)] {
        var windows: [(from: Int64, to: Int64)] = []
        var open: Int?
        for slot in 0...ranks.count {
            let isChosen = slot < ranks.count && ranks[slot] < cutoff
            if isChosen, open == nil { open = slot }
            if !isChosen, let first = open {
                windows.append(
                    (slots.start(of: first), slot == ranks.count ? slots.duration : slots.start(of: slot)))
                open = nil
            }
        }
        return windows
    }

    /// The bits of a number in reverse: neighbours come far apart.
    private static func reversed(_ number: Int, below bound: Int) -> Int {
        var (result, rest, bit) = (0, number, 1)
        while bit < bound {
            result = result * 2 + rest % 2
            rest /= 2
            bit *= 2
        }
        return result
    }
}
