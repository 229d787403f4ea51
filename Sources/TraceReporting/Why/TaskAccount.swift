internal import ReportLibrary
internal import TraceModel
internal import TraceStore

/// Where a task's own time went: its steps, added up as they come.
package struct TaskAccount: Sendable {
    /// Tasks of a name count as one thing; of those without a name, those that run one function.
    private struct Name: Hashable {
        var name: Int64?
        var entry: Int64?
    }

    private struct WaitKey: Hashable {
        let reason: Int64
        let object: Int64?
        let name: Name?
        let site: Int64?
    }

    private struct WakerKey: Hashable {
        let task: Int64?
        let name: Name?
        let thread: Int64?
    }

    /// Waits for one thing at one place.
    package struct Waits: Sendable {
        package let reason: Int64
        /// A traced object, or a task: one of those of the name.
        package let object: Int64?
        package let site: Int64?
        package fileprivate(set) var sum = Sum()
    }

    /// Waits that one has ended.
    package struct Waker: Sendable {
        /// One of the tasks of the name.
        package let task: Int64?
        /// Of a thread outside of tasks.
        package let thread: Int64?
        package fileprivate(set) var sum = Sum()
    }

    package struct Sum: Sendable, Hashable {
        package fileprivate(set) var count: Int64 = 0
        package fileprivate(set) var total: Int64 = 0
        package fileprivate(set) var longest: Int64 = 0
        package fileprivate(set) var isGoingOn = false

        fileprivate mutating func add(_ took: Int64, isOver: Bool) {
            count += 1
            total = total.clampedAdding(took)
            longest = max(longest, took)
            if !isOver { isGoingOn = true }
        }

        mutating func add(_ other: Sum) {
            count += other.count
            total = total.clampedAdding(other.total)
            longest = max(longest, other.longest)
        }
    }

    package private(set) var run: Int64 = 0
    package private(set) var ready: Int64 = 0
    package private(set) var wait: Int64 = 0
    package private(set) var steps: Int64 = 0
    private var waitSums: [WaitKey: Waits] = [:]
    private var wakerSums: [WakerKey: Waker] = [:]
    private(set) var strip: LifeStrip
    /// All of them, unless there are too many.
    private(set) var kept: [PathStep]? = []
    package private(set) var first: Int64?

    /// How long its waits were.
    private(set) var lengths = DurationHistogram()

    private static let mostKept = 200_000

    init(_ trace: TraceReader, task: Int64, from: Int64, to: Int64, entry: Int64?, cells: Int) throws {
        strip = LifeStrip(from: from, to: to, cells: cells)
        let parameters: [String: SQLiteValue] = [
            "task": .integer(task), "from": .integer(from), "to": .integer(to.clampedAdding(1000)),
        ]
        try trace.run(ReportLibrary.sql("why/steps"), parameters) { row in
            let step = TracePathSource.step(row, task, entry)
            add(
                step, awaited: Self.name(row.integer(at: 10), row.integer(at: 11)),
                waking: Self.name(row.integer(at: 12), row.integer(at: 13)))
            steps += 1
            if kept.map({ $0.count >= Self.mostKept }) ?? true { kept = nil } else { kept?.append(step) }
        }
    }

    /// What it was doing when the trace ended.
    mutating func add(open step: PathStep) { add(step, awaited: nil, waking: nil) }

    /// Those that took longest come first.
    package var waits: [Waits] {
        waitSums.values.sorted {
            ($1.sum.total, $0.reason, $0.object ?? 0, $0.site ?? 0)
                < ($0.sum.total, $1.reason, $1.object ?? 0, $1.site ?? 0)
        }
    }

    package var wakers: [Waker] {
        wakerSums.values.sorted {
            ($1.sum.total, $0.task ?? 0, $0.thread ?? 0) < ($0.sum.total, $1.task ?? 0, $1.thread ?? 0)
        }
    }

    private mutating func add(_ step: PathStep, awaited: Name?, waking: Name?) {
        first = min(first ?? step.began, step.began)
        run = run.clampedAdding(step.ended.clampedSubtracting(step.started))
        ready = ready.clampedAdding(step.started.clampedSubtracting(step.woken))
        strip.add(.run, from: step.started, to: step.ended)
        strip.add(.ready, from: step.woken, to: step.started)
        strip.add(.wait, from: step.began, to: step.woken)
        guard let wait = step.wait else { return }
        let took = step.woken.clampedSubtracting(step.began)
        self.wait = self.wait.clampedAdding(took)
        lengths.add(took)
        let key = WaitKey(
            reason: wait.reason, object: awaited == nil ? wait.object : nil, name: awaited, site: step.site)
        waitSums[key, default: Waits(reason: wait.reason, object: wait.object, site: step.site)].sum
            .add(took, isOver: wait.isOver)
        guard wait.isOver, wait.waker != nil || wait.wakerThread != nil else { return }
        let thread = wait.waker == nil ? wait.wakerThread : nil
        wakerSums[
            WakerKey(task: waking == nil ? wait.waker : nil, name: waking, thread: thread),
            default: Waker(task: wait.waker, thread: thread)
        ].sum.add(took, isOver: true)
    }

    private static func name(_ name: Int64?, _ entry: Int64?) -> Name? {
        if let name { return Name(name: name, entry: nil) }
        return entry.map { Name(name: nil, entry: $0) }
    }
}
