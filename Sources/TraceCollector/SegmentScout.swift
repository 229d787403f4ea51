internal import CTaskProbe

/// Looks through records as soon as they are there for what makes a flight recorder keep details, long before they
/// are taken in.
struct SegmentScout {
    /// How long is too long, in the clock's ticks.
    struct Limits {
        /// Of a run slice or callback.
        var slow: UInt64
        var tasks: TaskWatch.Limits
    }

    private struct Run {
        var task: UInt32
        var since: UInt64
        var isReported = false
    }

    private var positions: [UInt64: UInt32] = [:]
    private var runs: [Int64: Run] = [:]
    private var tasks = TaskWatch()
    private var queues = QueueWatch()

    /// - Parameters:
    ///   - cursors: all segments, as far as they are filled.
    ///   - bound: records up to these ticks are looked at, in the order of time across threads.
    ///   - now: the clock's ticks.
    ///   - limits: what is too long.
    /// - Returns: what there was, a reason each.
    mutating func look(
        at cursors: some Sequence<SegmentCursor>, upTo bound: UInt64, now: UInt64, _ limits: Limits
    ) -> [String] {
        var reasons: [String] = []
        var seen: [UInt64: UInt32] = [:]
        var unseen: [SegmentCursor] = []
        for var cursor in cursors {
            cursor.position = positions[cursor.id] ?? cursor.position
            seen[cursor.id] = cursor.position
            if !cursor.isDrained { unseen.append(cursor) }
        }
        var merge = SegmentMerge(unseen)
        while let (lane, limit) = merge.next(notAfter: bound) {
            var cursor = merge.cursors[lane]
            repeat {
                look(at: cursor.current, on: cursor.thread, limits, &reasons)
                cursor.advance()
            } while !cursor.isDrained && cursor.currentTicks <= limit
            merge.cursors[lane] = cursor
        }
        for cursor in merge.cursors { seen[cursor.id] = cursor.position }
        positions = seen
        for (thread, run) in runs where !run.isReported && now > run.since && now - run.since >= limits.slow {
            runs[thread]?.isReported = true
            reasons.append("slow callback (still running)")
        }
        return reasons + tasks.look(at: now, limits.tasks).map(\.reason)
    }

    private mutating func look(
        at record: tt_record, on thread: Int64, _ limits: Limits, _ reasons: inout [String]
    ) {
        let (task, ticks) = (record.task, record.ticks)
        switch record.kind {
        case TT_TASK_RUN:
            runs[thread] = Run(task: task, since: ticks)
            if let found = tasks.ran(task, at: ticks, limits.tasks) { reasons.append(found.reason) }
        case TT_TASK_SUSPEND:
            tasks.suspended(task)
            endRun(of: task, on: thread, at: ticks, limits.slow, &reasons)
        case TT_TASK_END:
            if let found = tasks.ended(task, at: ticks, limits.tasks) { reasons.append(found.reason) }
            endRun(of: task, on: thread, at: ticks, limits.slow, &reasons)
        case TT_TASK_CREATE: tasks.created(task, at: ticks)
        case TT_TASK_ENQUEUE: tasks.woken(task, at: ticks)
        case TT_TASK_CANCEL: tasks.cancelled(task, at: ticks)
        case TT_QUEUE_PUT:
            if queues.put(record.other, depth: Int64(record.arg & 0xffff_ffff)) {
                reasons.append("finding: a queue that grows")
            }
        case TT_OBJECT_END: queues.ended(record.other)
        case TT_SLOW_CALLBACK, TT_STALL: reasons.append("slow callback")
        case TT_NEVER_RETRIEVED: reasons.append("finding: an error that nobody looked at")
        case TT_UNCLOSED: reasons.append("finding: a resource that was not closed")
        case TT_DESTROYED_PENDING: reasons.append("finding: a task that was thrown away")
        default: break
        }
    }

    private mutating func endRun(
        of task: UInt32, on thread: Int64, at ticks: UInt64, _ slow: UInt64, _ reasons: inout [String]
    ) {
        guard let run = runs.removeValue(forKey: thread), run.task == task else { return }
        // Once more, if it was told of while it ran: by now that may be long ago.
        if ticks > run.since && ticks - run.since >= slow { reasons.append("slow callback") }
    }
}
