/// What a pass over the tasks tells of the places that create them, and of those worth a closer look.
///
/// Memory is for places and for a fixed number of parents and tasks, not for tasks.
struct CreationDigest: Sendable {
    /// The tasks that one place has created.
    struct Place: Sendable {
        let site: Int64
        var created: Int64 = 0
        /// Those that ended after one short run, without ever having waited; and how long these ran.
        var tiny: Int64 = 0
        var tinyRun: Int64 = 0
        /// In each stretch of the trace, how many more came than went.
        var growth = [Int64](repeating: 0, count: CreationDigest.stretches)
        /// The latest that did not end.
        var alive: Int64?

        /// How many there were at the end of each stretch.
        var living: [Int64] {
            var sum: Int64 = 0
            return growth.map {
                sum += $0
                return sum
            }
        }
    }

    /// Children of one task, made at one place, each after the one before had ended.
    struct Chain: Sendable {
        var parent: Int64
        var site: Int64
        var count: Int64 = 0
        var first: Int64 = 0
        var last: Int64 = 0
        /// How long the children took; how much of that they waited; how long there was none.
        var total: Int64 = 0
        var waited: Int64 = 0
        var gaps: Int64 = 0
        var task: Int64 = 0
    }

    static let stretches = 32
    /// A run so short is less than what it takes to make a task and to give it a thread, many times over.
    static let tinyRun: Int64 = 20_000
    /// Fewer in a row may be meant to be so.
    static let chainLength: Int64 = 8
    /// Together less, and nobody would notice.
    static let chainDuration: Int64 = 50_000_000
    /// Each of them: what takes less is a matter of how many there are.
    static let childDuration: Int64 = 5_000_000
    /// From so many steps on it is looked at what wakes a task, if it waits for less than this each time: whoever wakes
    /// itself waits for its turn alone.
    static let manySteps: Int64 = 1000
    static let shortWait: Int64 = 100_000

    private static let mostPlaces = 16384
    private static let mostChains = 4096
    private static let mostKept = 32

    private(set) var places: [Place] = []
    /// The longest.
    private(set) var chains: [Chain] = []
    /// Tasks of very many steps: those that have most.
    private(set) var busy: [(task: Int64, steps: Int64)] = []
    private var numbers: [Int64: Int] = [:]
    private var open = [Chain?](repeating: nil, count: mostChains)
    private let width: Int64

    init(until end: Int64) { width = max(end / Int64(Self.stretches), 1) }

    mutating func add(_ task: TaskDigest.Row, parent: Int64?, site: Int64?) {
        if task.steps >= Self.manySteps, task.wait / task.steps < Self.shortWait { keepBusy(task) }
        guard let site, let created = task.created else { return }
        count(task, created: created, site)
        if let parent { chain(task, created: created, parent, site) }
    }

    /// What is left of the chains.
    mutating func finish() {
        for chain in open { chain.map { keep($0) } }
        open = []
        numbers = [:]
    }

    private mutating func count(_ task: TaskDigest.Row, created: Int64, _ site: Int64) {
        let index: Int
        if let known = numbers[site] {
            index = known
        } else {
            guard places.count < Self.mostPlaces else { return }
            index = places.count
            numbers[site] = index
            places.append(Place(site: site))
        }
        places[index].created += 1
        places[index].growth[stretch(created)] += 1
        if let ended = task.ended {
            places[index].growth[stretch(ended)] -= 1
            if task.steps == 1, task.run < Self.tinyRun {
                places[index].tiny += 1
                places[index].tinyRun += max(task.run, 0)
            }
        } else {
            places[index].alive = task.id
        }
    }

    private func stretch(_ time: Int64) -> Int {
        Int(min(max(time / width, 0), Int64(Self.stretches - 1)))
    }

    private mutating func chain(_ task: TaskDigest.Row, created: Int64, _ parent: Int64, _ site: Int64) {
        let slot = Int(truncatingIfNeeded: (parent &* 31 &+ site) & Int64(Self.mostChains - 1))
        if let chain = open[slot], chain.parent != parent || chain.site != site {
            keep(chain)
            open[slot] = nil
        }
        guard let ended = task.ended, ended >= created else {
            open[slot].map { keep($0) }
            return open[slot] = nil
        }
        if let chain = open[slot], created < chain.last {
            keep(chain)
            open[slot] = nil
        }
        var chain =
            open[slot] ?? Chain(parent: parent, site: site, first: created, last: created, task: task.id)
        chain.count += 1
        chain.gaps = chain.gaps.clampedAdding(created.clampedSubtracting(chain.last))
        chain.total = chain.total.clampedAdding(ended.clampedSubtracting(created))
        chain.waited = chain.waited.clampedAdding(max(task.wait, 0))
        chain.last = ended
        open[slot] = chain
    }

    private mutating func keep(_ chain: Chain) {
        guard chain.count >= Self.chainLength, chain.total >= Self.chainDuration,
            chain.total / chain.count >= Self.childDuration
        else { return }
        Self.keep(chain, in: &chains) { $0.total > $1.total }
    }

    private mutating func keepBusy(_ task: TaskDigest.Row) {
        Self.keep((task.id, task.steps), in: &busy) { $0.steps > $1.steps }
    }

    /// A few, the greatest first.
    private static func keep<Value>(
        _ value: Value, in list: inout [Value], _ isGreater: (Value, Value) -> Bool
    ) {
        guard list.count < mostKept || isGreater(value, list[list.count - 1]) else { return }
        list.insert(value, at: list.firstIndex { isGreater(value, $0) } ?? list.count)
        if list.count > mostKept { list.removeLast() }
    }
}
