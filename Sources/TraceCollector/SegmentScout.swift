internal import CTaskProbe

/// Looks through records as soon as they are there for what makes a flight recorder keep details, long before they
/// are taken in.
struct SegmentScout {
    private struct Run {
        var task: UInt32
        var since: UInt64
        var isReported = false
    }

    private var positions: [UInt64: UInt32] = [:]
    private var runs: [Int64: Run] = [:]

    /// - Parameters:
    ///   - cursors: all segments, as far as they are filled.
    ///   - slow: how many ticks a run slice or callback may take.
    ///   - now: the clock's ticks.
    /// - Returns: what there was, a reason each.
    mutating func look(at cursors: some Sequence<SegmentCursor>, slow: UInt64, now: UInt64) -> [String] {
        var reasons: [String] = []
        var seen: [UInt64: UInt32] = [:]
        // A thread fills one after the other, with rising numbers.
        for cursor in cursors.sorted(by: { $0.id < $1.id }) {
            var position = positions[cursor.id] ?? cursor.position
            while position < cursor.end {
                look(at: cursor.record(at: position), on: cursor.thread, slow: slow, &reasons)
                position += 1
            }
            seen[cursor.id] = position
        }
        positions = seen
        for (thread, run) in runs where !run.isReported && now > run.since && now - run.since >= slow {
            runs[thread]?.isReported = true
            reasons.append("slow callback (still running)")
        }
        return reasons
    }

    private mutating func look(
        at record: tt_record, on thread: Int64, slow: UInt64, _ reasons: inout [String]
    ) {
        switch record.kind {
        case TT_TASK_RUN:
            runs[thread] = Run(task: record.task, since: record.ticks)
        case TT_TASK_SUSPEND, TT_TASK_END:
            guard let run = runs.removeValue(forKey: thread), run.task == record.task else { return }
            // Once more, if it was told of while it ran: by now that may be long ago.
            if record.ticks > run.since && record.ticks - run.since >= slow {
                reasons.append("slow callback")
            }
        case TT_SLOW_CALLBACK, TT_STALL: reasons.append("slow callback")
        case TT_NEVER_RETRIEVED: reasons.append("finding: an error that nobody looked at")
        case TT_UNCLOSED: reasons.append("finding: a resource that was not closed")
        case TT_DESTROYED_PENDING: reasons.append("finding: a task that was thrown away")
        default: break
        }
    }
}
