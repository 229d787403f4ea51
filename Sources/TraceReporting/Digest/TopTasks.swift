/// The tasks most worth seeing, of any number of them in memory for a few.
struct TopTasks: Sendable {
    struct Candidate: Sendable, Comparable {
        let id: Int64
        let name: Int64?
        /// It did not end well.
        let isBad: Bool
        let weight: Int64
        let steps: Int64

        /// What comes first is less.
        static func < (one: Candidate, other: Candidate) -> Bool {
            if one.isBad != other.isBad { return one.isBad }
            if one.weight != other.weight { return one.weight > other.weight }
            if one.steps != other.steps { return one.steps > other.steps }
            return one.id < other.id
        }
    }

    private let limit: Int
    private var kept: [Candidate] = []
    /// Nothing behind it is among the first.
    private var last: Candidate?

    init(limit: Int) { self.limit = max(limit, 1) }

    mutating func add(_ candidate: Candidate) {
        if let last, last < candidate { return }
        kept.append(candidate)
        if kept.count >= 2 * limit { cut() }
    }

    /// The best, in order.
    var sorted: [Candidate] { Array(kept.sorted().prefix(limit)) }

    private mutating func cut() {
        kept = sorted
        last = kept.last
    }
}
