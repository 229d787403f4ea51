internal import ReportLibrary
internal import TraceStore

/// What the time of tasks is spent on.
package enum StackTime: String, CaseIterable, Sendable {
    case run, ready, wait
}

/// The time of all tasks by asynchronous stack: the function that a task runs, those that await each other, and what the
/// innermost waits for.
struct StackSums {
    /// A frame: a place in the code, or a word.
    enum Frame: Hashable {
        case site(Int64)
        case task(ExportTexts.Label)
        case waiting(reason: Int64)
    }

    struct Sum {
        var run: Int64 = 0
        var ready: Int64 = 0
        var wait: Int64 = 0
    }

    private struct Key: Hashable, Comparable {
        let base: Int32
        /// A stack's number, or, below 0, a site's.
        let code: Int64
        let reason: Int64

        static func < (one: Key, other: Key) -> Bool {
            (one.base, one.code, one.reason) < (other.base, other.code, other.reason)
        }
    }

    /// More are put together by what their tasks run.
    private static let most = 1 << 19

    private var bases: [Base] = []
    private var sums: [Key: Sum] = [:]
    private var stacks: [Int64: [Int64]] = [:]

    /// What a task runs: the function, or its name where that is not known.
    private struct Base: Hashable {
        let label: ExportTexts.Label
        let entry: Int64?
    }

    init(_ trace: TraceReader, _ range: ExportRange, progress: (Int) -> Void) throws {
        var numbers: [Base: Int32] = [:]
        var ofTask: [Int32] = []
        var ids: [Int64] = []
        var unknown: [Base] = []
        try ExportTasks.forEach(in: trace, range) { row in
            let base = Base(label: row.label, entry: row.entry)
            // By the function alone: names tell tasks of one function apart, and here they are added up.
            let key = row.entry == nil ? base : Base(label: .unknown, entry: row.entry)
            if numbers[key] == nil {
                numbers[key] = Int32(truncatingIfNeeded: unknown.count)
                unknown.append(base)
            }
            ids.append(row.id)
            ofTask.append(numbers[key] ?? 0)
        }
        bases = unknown + [Base(label: .unknown, entry: nil)]
        let index = NumberIndex(ids)
        let nobody = Int32(truncatingIfNeeded: bases.count - 1)
        var count = 0
        try trace.run(ReportLibrary.sql("export/stack_steps"), range.parameters) { row in
            let base = index[row.number(at: 0)].map { ofTask[$0] } ?? nobody
            let wait = row.integer(at: 3)
            add(
                Key(
                    base: base,
                    code: row.integer(at: 7) ?? row.integer(at: 6).map { ~max($0, 0) } ?? ~0,
                    reason: wait == nil ? -1 : row.integer(at: 4) ?? 0),
                run: row.number(at: 1), ready: row.number(at: 2), wait: wait ?? 0)
            count += 1
            if count & 0x3fff == 0 { progress(count) }
        }
        try trace.run(ReportLibrary.sql("export/stacks")) { row in
            stacks[row.number(at: 0), default: []].append(row.number(at: 2))
        }
    }

    private mutating func add(_ key: Key, run: Int64, ready: Int64, wait: Int64) {
        var key = key
        if sums.count >= Self.most, sums[key] == nil {
            key = Key(base: key.base, code: ~0, reason: key.reason)
        }
        sums[key, default: Sum()].run = sums[key, default: Sum()].run.clampedAdding(max(run, 0))
        sums[key, default: Sum()].ready = sums[key, default: Sum()].ready.clampedAdding(max(ready, 0))
        sums[key, default: Sum()].wait = sums[key, default: Sum()].wait.clampedAdding(max(wait, 0))
    }

    /// Each stack once, outermost first, with its time; in the same order each time.
    func forEach(_ time: StackTime, _ body: ([Frame], Int64) throws -> Void) rethrows {
        for (key, sum) in sums.sorted(by: { $0.key < $1.key }) {
            let value =
                switch time {
                case .run: sum.run
                case .ready: sum.ready
                case .wait: sum.wait
                }
            guard value > 0 else { continue }
            try body(frames(key, time), value)
        }
    }

    private func frames(_ key: Key, _ time: StackTime) -> [Frame] {
        let base = bases[Int(key.base)]
        var frames: [Frame] = [base.entry.map { .site($0) } ?? .task(base.label)]
        if key.code >= 0 {
            frames += (stacks[key.code] ?? []).map { .site($0) }
        } else if key.code != ~0 {
            frames.append(.site(~key.code))
        }
        if time == .wait { frames.append(.waiting(reason: key.reason)) }
        return frames
    }
}
