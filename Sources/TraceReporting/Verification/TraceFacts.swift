internal import ReportLibrary
internal import TraceStore

/// What the invariants of steps ask of the trace as a whole.
struct TraceFacts: Sendable {
    private(set) var isStrict = false
    private(set) var hasLosses = false
    private(set) var isClosed = false
    private(set) var hasDroppedSteps = false
    private(set) var hasWaitTotals = false
    let sites, stacks, threads, reasons: NumberIndex
    private let windows: [(first: Int64, last: Int64?)]
    private let excused: Set<Int64>
    private let oldest: [Int64: Int64]

    init(_ trace: TraceReader) throws {
        var numbers: [String: [Int64]] = [:]
        try trace.run(ReportLibrary.sql("screening/references")) { row in
            numbers[row.text(at: 0) ?? "", default: []].append(row.number(at: 1))
        }
        func index(_ what: String) -> NumberIndex { NumberIndex((numbers[what] ?? []).sorted()) }
        (sites, stacks, threads, reasons) = (index("site"), index("stack"), index("thread"), index("reason"))
        windows = try trace.rows(ReportLibrary.sql("screening/windows")) { row in
            (row.integer("first") ?? 0, row.integer("last"))
        }
        excused = try Set(trace.rows(ReportLibrary.sql("screening/excused")) { $0.integer("task") ?? 0 })
        oldest = try Dictionary(
            trace.rows(ReportLibrary.sql("screening/oldest")) { row in
                (row.integer("process") ?? 0, row.integer("id") ?? 0)
            }, uniquingKeysWith: min)
        _ = try trace.rows(ReportLibrary.sql("screening/facts")) { row in
            isStrict = row.integer("is_strict") == 1
            hasLosses = row.integer("has_losses") == 1
            isClosed = row.integer("is_closed") == 1
            hasDroppedSteps = row.integer("has_dropped") == 1
            hasWaitTotals = row.integer("has_wait_totals") == 1
        }
    }

    /// Whether all of it lies within one stretch of which there are details.
    func hasDetails(from first: Int64, to last: Int64?) -> Bool {
        windows.contains { window in
            guard window.first <= first else { return false }
            guard let end = window.last else { return true }
            return last.map { $0 <= end } ?? false
        }
    }

    /// Whether a task may have steps that do not fit: records were lost, or are known not to.
    func isExcused(_ task: Int64) -> Bool { hasLosses || excused.contains(task) }

    /// Whether a task that is not in the trace should be, as it did something at that time.
    func misses(_ task: Int64, at time: Int64) -> Bool {
        guard isClosed, !hasLosses, let oldest = oldest[task >> 32], task >= oldest else { return false }
        // Who acts at the beginning of what was kept may have ended a moment before.
        return windows.contains { window in
            (window.first == 0 || window.first.clampedAdding(1_000_000) <= time)
                && window.last.map { time <= $0 } ?? true
        }
    }
}
