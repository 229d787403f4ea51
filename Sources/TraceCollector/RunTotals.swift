internal import Glibc
internal import TraceModel
internal import TraceStore

/// What is counted over the whole run, since the last commit: rates, totals of task names and of queues.
///
/// Pure. The trace adds it up, in the transaction that holds the rows it was counted from.
struct RunTotals {
    private struct TaskKey: Hashable {
        var name: Int64
        var entry: Int64
    }

    private struct TaskTotal {
        var ended: Int64 = 0
        var failed: Int64 = 0
        var cancelled: Int64 = 0
        var measured: Int64 = 0
        var total: Int64 = 0
        var longest: Int64 = 0
        var run: Int64 = 0
        var ready: Int64 = 0
        var wait: Int64 = 0
        var steps: Int64 = 0
    }

    /// A stretch of time: see the table `rate`.
    struct Rate {
        var tasksCreated: Int64 = 0
        var tasksEnded: Int64 = 0
        var tasksFailed: Int64 = 0
        var tasksCancelled: Int64 = 0
        var steps: Int64 = 0
        var run: Int64 = 0
        var ready: Int64 = 0
        var wait: Int64 = 0
        var callbacks: Int64 = 0
        var slowCallbacks: Int64 = 0
        var puts: Int64 = 0
        var gets: Int64 = 0
        var lost: Int64 = 0
    }

    private struct QueueTotal {
        var puts: Int64 = 0
        var gets: Int64 = 0
        var first: Int64
        var last: Int64
        var depth: Int64
        var maxDepth: Int64 = 0
        var depthTime: Double = 0
        var measured: Int64 = 0
        var dwell: Int64 = 0
        var longestDwell: Int64 = 0
    }

    private struct QueueBucket: Hashable {
        var queue: Int64
        var bucket: Int64
    }

    private static let width: Int64 = 1_000_000_000

    private var tasks: [TaskKey: TaskTotal] = [:]
    private var queues: [Int64: QueueTotal] = [:]
    private var dwells: [QueueBucket: Int64] = [:]
    // Nearly everything happens in the same second as what came before it.
    private var current = Rate()
    private var currentStart: Int64 = 0
    private var others: [Int64: Rate] = [:]
    private var hasRates = false

    /// floor(8 * log2(ns + 1)).
    static func bucket(_ nanoseconds: Int64) -> Int64 {
        Int64((8 * log2(Double(max(0, nanoseconds)) + 1)).rounded(.down))
    }

    /// The second in which something happened.
    subscript(at time: Int64) -> Rate {
        get { current }
        @inline(__always)
        _modify {
            if time < currentStart || time >= currentStart + Self.width { move(to: time) }
            hasRates = true
            yield &current
        }
    }

    private mutating func move(to time: Int64) {
        if hasRates { others[currentStart] = current }
        currentStart = max(0, time) / Self.width * Self.width
        current = others.removeValue(forKey: currentStart) ?? Rate()
    }

    mutating func stepEnded(at time: Int64, _ step: TaskStateMachine.Step) {
        self[at: time].steps += 1
        current.run += step.ended - step.started
        current.ready += step.readyNanoseconds ?? 0
        current.wait += step.wait?.nanoseconds ?? 0
    }

    mutating func taskEnded(_ entry: TaskEntry, at time: Int64, _ outcome: TaskOutcome) {
        self[at: time].tasksEnded += 1
        let key = TaskKey(name: entry.name ?? 0, entry: entry.name == nil ? entry.entry?.site ?? 0 : 0)
        var total = tasks[key] ?? TaskTotal()
        total.ended += 1
        switch outcome {
        case .ok: break
        case .threw:
            total.failed += 1
            current.tasksFailed += 1
        case .cancelled:
            total.cancelled += 1
            current.tasksCancelled += 1
        }
        if let created = entry.created {
            total.measured += 1
            total.total += time - created
            total.longest = max(total.longest, time - created)
        }
        total.run += entry.machine.runNanoseconds
        total.ready += entry.machine.totalReadyNanoseconds
        total.wait += entry.machine.waitNanoseconds
        total.steps += entry.machine.steps
        tasks[key] = total
    }

    mutating func moved(
        _ operation: QueueOperation, queue: Int64, depth: Int64, dwell: Int64?, at time: Int64
    ) {
        var total = queues[queue] ?? QueueTotal(first: time, last: time, depth: depth)
        total.depthTime += Double(total.depth) * Double(max(0, time - total.last))
        total.last = max(total.last, time)
        total.depth = depth
        total.maxDepth = max(total.maxDepth, depth)
        switch operation {
        case .put:
            total.puts += 1
            self[at: time].puts += 1
        case .get:
            total.gets += 1
            self[at: time].gets += 1
        }
        if let dwell {
            total.measured += 1
            total.dwell += dwell
            total.longestDwell = max(total.longestDwell, dwell)
            dwells[QueueBucket(queue: queue, bucket: Self.bucket(dwell)), default: 0] += 1
        }
        queues[queue] = total
    }

    /// Gives everything to the next commit, and begins anew.
    mutating func move(into rows: inout TotalRows) {
        for (key, total) in tasks {
            rows.tasks.append(
                [
                    key.name, key.entry, total.ended, total.failed, total.cancelled, total.measured,
                    total.total, total.longest, total.run, total.ready, total.wait, total.steps,
                ])
        }
        for (queue, total) in queues {
            rows.queues.append(
                [
                    queue, total.puts, total.gets, total.first, total.last, total.depth, total.maxDepth,
                    Int64(min(total.depthTime, 9e18)), total.measured, total.dwell, total.longestDwell,
                ])
        }
        for (key, count) in dwells { rows.queueHistogram.append([key.queue, key.bucket, count]) }
        if hasRates { others[currentStart] = current }
        for (start, rate) in others { rows.rates.append(rate.row(at: start)) }
        tasks.removeAll(keepingCapacity: true)
        queues.removeAll(keepingCapacity: true)
        dwells.removeAll(keepingCapacity: true)
        others.removeAll(keepingCapacity: true)
        (current, hasRates) = (Rate(), false)
    }
}

extension RunTotals.Rate {
    fileprivate func row(at start: Int64) -> InlineArray<14, Int64> {
        [
            start, tasksCreated, tasksEnded, tasksFailed, tasksCancelled, steps, run, ready, wait, callbacks,
            slowCallbacks, puts, gets, lost,
        ]
    }
}
