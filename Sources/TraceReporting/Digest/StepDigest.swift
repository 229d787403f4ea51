internal import ReportLibrary
internal import TraceModel
internal import TraceStore

/// The steps that rules look at, found by one pass over all: a fixed number of each sort, and how many there were.
struct StepDigest: Sendable {
    struct Step: Sendable {
        let task: Int64
        let thread: Int64
        let ended: Int64
        let run: Int64
        let ready: Int64
        let wait: Int64
        let site: Int64?
        let waker: Int64?

        var began: Int64 { ended.clampedSubtracting(run) }
        /// Since when it was ready.
        var woken: Int64 { began.clampedSubtracting(ready) }
    }

    /// The longest of a sort; and of all of them the number and the sum.
    struct Longest: Sendable {
        private(set) var steps: [Step] = []
        private(set) var count: Int64 = 0
        private(set) var total: Int64 = 0
        private var limit: Int64 = .min

        mutating func add(_ step: Step, _ length: Int64) {
            count += 1
            total = total.clampedAdding(length)
            guard length > limit || steps.count < StepDigest.most else { return }
            steps.append(step)
        }

        /// Drops the shorter half where there are too many, and puts the longest first.
        mutating func sort(by length: (Step) -> Int64, down to: Int = StepDigest.most) {
            steps.sort { (length($1), $0.ended) < (length($0), $1.ended) }
            if steps.count > to { steps.removeLast(steps.count - to) }
            if steps.count == to, let last = steps.last { limit = length(last) }
        }

        var isFull: Bool { steps.count >= 2 * StepDigest.most }
    }

    /// Steps of which a task was the cause itself, at one place.
    struct SelfWakes: Sendable {
        let task: Int64
        let site: Int64?
        var count: Int64 = 0
        var run: Int64 = 0

        mutating func add(_ run: Int64) {
            count += 1
            self.run = self.run.clampedAdding(run)
        }
    }

    /// A run is looked at from this length on: shorter, and it may be that another program had the processor.
    static let longRun: Int64 = 20_000_000
    /// A wait for a lock, from which on it matters who had the lock.
    static let longWait: Int64 = 20_000_000
    /// How many of a sort are kept.
    static let most = 2048

    private(set) var runs = Longest()
    private(set) var ready = Longest()
    private(set) var lockWaits = Longest()

    init(_ trace: TraceReader) throws {
        try trace.run(
            ReportLibrary.sql("digest/steps"),
            [
                "run": .integer(Self.longRun), "ready": .integer(FindingThreshold.starvation),
                "wait": .integer(Self.longWait),
            ]
        ) { row in
            let step = Step(
                task: row.number(at: 2), thread: row.number(at: 3), ended: row.number(at: 0),
                run: max(row.number(at: 1), 0), ready: max(row.number(at: 4), 0),
                wait: max(row.number(at: 5), 0), site: row.integer(at: 7), waker: row.integer(at: 8))
            let reason = row.number(at: 6)
            if step.run >= Self.longRun { runs.add(step, step.run) }
            if step.ready >= FindingThreshold.starvation { ready.add(step, step.ready) }
            if reason == 24 || reason == 25, step.wait >= Self.longWait { lockWaits.add(step, step.wait) }
            if runs.isFull { runs.sort(by: \.run) }
            if ready.isFull { ready.sort(by: \.ready) }
            if lockWaits.isFull { lockWaits.sort(by: \.wait) }
        }
        runs.sort(by: \.run)
        ready.sort(by: \.ready)
        lockWaits.sort(by: \.wait)
    }

    /// The steps of which these tasks were the cause themselves; the places that have most come first.
    static func selfWakes(of tasks: [Int64], in trace: TraceReader) throws -> [SelfWakes] {
        guard !tasks.isEmpty else { return [] }
        struct Key: Hashable {
            let task: Int64
            let site: Int64?
        }
        var wakes: [Key: SelfWakes] = [:]
        let list = "[\(tasks.map(String.init).joined(separator: ","))]"
        try trace.run(ReportLibrary.sql("digest/self_wakes"), ["tasks": .text(list)]) { row in
            let key = Key(task: row.number(at: 0), site: row.integer(at: 1))
            guard wakes[key] != nil || wakes.count < most else { return }
            wakes[key, default: SelfWakes(task: key.task, site: key.site)].add(max(row.number(at: 2), 0))
        }
        return wakes.values.sorted { ($1.count, $0.task) < ($0.count, $1.task) }
    }
}
