/// The steps that are shown one by one: those in the slots of most interest, as many as there is room for.
///
/// Steps are added in the order of time. While there are too many, the slots of least interest are given up.
struct TimelineSteps {
    struct Step {
        let ended, run: Int64
        let ready, wait: Int64?
        /// A row of the page's tasks.
        let task: Int32
        /// A row as well; -1 is none, -2 one that is not on the page.
        let waker: Int32
        /// Which of the step's kinds.
        let kind: Int32

        var began: Int64 {
            ended.clampedSubtracting(run).clampedSubtracting(ready ?? 0).clampedSubtracting(wait ?? 0)
        }
    }

    private let slots: TimelineSlots
    /// nil where every step is shown.
    private let interest: TimelineInterest?
    private let limit: Int
    private var kept: [(rank: Int32, step: Step)] = []
    /// Slots of this rank and above are not shown.
    private(set) var cutoff: Int32 = .max
    private var longest: [LongestSteps]

    init(_ slots: TimelineSlots, _ interest: TimelineInterest?, limit: Int?) {
        (self.slots, self.interest) = (slots, interest)
        let limit = limit ?? .max / 4
        let each = limit < .max / 4 ? limit / 40 : 0
        longest = [LongestSteps(limit: each), LongestSteps(limit: each), LongestSteps(limit: each)]
        self.limit = max(limit - 3 * each, 0)
    }

    /// Whether there was room for all.
    private var isWhole: Bool { cutoff == .max }

    /// The stretches of time of which every step is shown.
    var windows: [(from: Int64, to: Int64)] { interest?.windows(below: cutoff, slots) ?? [] }

    func isShown(at time: Int64) -> Bool { interest.map { $0.ranks[slots.slot(at: time)] < cutoff } ?? true }

    /// The least rank of the slots that a step reaches. What is to be shown wherever it is has -1.
    func rank(from: Int64, to: Int64) -> Int32 {
        interest?.rank(from: slots.slot(at: from), to: slots.slot(at: to)) ?? 0
    }

    /// Whether there is anything to be done with such a step.
    func hasRoom(rank: Int32, run: Int64, ready: Int64, wait: Int64) -> Bool {
        rank < cutoff || longest[0].hasRoom(run) || longest[1].hasRoom(ready) || longest[2].hasRoom(wait)
    }

    mutating func add(_ step: Step, rank: Int32) {
        longest[0].add(step.run, step)
        longest[1].add(step.ready ?? 0, step)
        longest[2].add(step.wait ?? 0, step)
        guard rank < cutoff else { return }
        kept.append((rank, step))
        if kept.count > limit + limit / 2 + 16 { cut() }
    }

    /// All that are shown, in the order of time.
    mutating func finish() -> [Step] {
        if kept.count > limit { cut() }
        guard !isWhole else { return kept.map(\.step) }
        var steps = kept.map(\.step)
        kept = []
        for list in longest { steps += list.steps }
        steps.sort { $0.ended < $1.ended }
        // No two steps end at the same time.
        var result: [Step] = []
        for step in steps where result.last?.ended != step.ended { result.append(step) }
        return result
    }

    /// Lowers the rank until no more than the limit are left.
    private mutating func cut() {
        var counts: [Int32: Int] = [:]
        for (rank, _) in kept { counts[rank, default: 0] += 1 }
        var total = counts[-1] ?? 0
        cutoff = 0
        for (rank, count) in counts.sorted(by: { $0.key < $1.key }) where rank >= 0 {
            guard total + count <= limit else {
                cutoff = rank
                break
            }
            total += count
            cutoff = rank + 1
        }
        kept.removeAll { $0.rank >= cutoff }
    }
}

/// The steps with the greatest of some measure, in memory for twice as many.
struct LongestSteps {
    private let limit: Int
    private var kept: [(size: Int64, step: TimelineSteps.Step)] = []
    private var least: Int64 = 0

    init(limit: Int) { self.limit = limit }

    var steps: [TimelineSteps.Step] { kept.sorted { $0.size > $1.size }.prefix(limit).map(\.step) }

    func hasRoom(_ size: Int64) -> Bool { size > least && limit > 0 }

    mutating func add(_ size: Int64, _ step: TimelineSteps.Step) {
        guard hasRoom(size) else { return }
        kept.append((size, step))
        guard kept.count >= 2 * limit else { return }
        kept.sort { $0.size > $1.size }
        kept.removeLast(kept.count - limit)
        least = kept[limit - 1].size
    }
}
