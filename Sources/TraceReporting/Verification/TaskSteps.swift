internal import ReportLibrary
internal import TraceStore

/// Every task of a trace, with what was seen of its steps.
struct TaskSteps: Sendable {
    struct Life: Sendable {
        /// The least there is if it is not known, the greatest if it lives.
        let created, ended: Int64
        let isPreexisting: Bool
        var hasSteps = false
        var lastEnded = Int64.min
        // What the task says of itself, less the steps that were seen: nothing in the end.
        var run, ready, wait, steps: Int64

        var creation: Int64? { created == .min ? nil : created }
        var end: Int64? { ended == .max ? nil : ended }
        var isBalanced: Bool { run == 0 && ready == 0 && wait == 0 && steps == 0 }

        /// - Returns: false if a number goes beyond 64 bits.
        mutating func subtract(run: Int64, ready: Int64, wait: Int64) -> Bool {
            let overflows = (
                Self.subtract(run, from: &self.run), Self.subtract(ready, from: &self.ready),
                Self.subtract(wait, from: &self.wait)
            )
            steps -= 1
            return !overflows.0 && !overflows.1 && !overflows.2
        }

        private static func subtract(_ part: Int64, from whole: inout Int64) -> Bool {
            let (rest, overflow) = whole.subtractingReportingOverflow(part)
            whole = rest
            return overflow
        }
    }

    private(set) var lives: [Life] = []
    private let index: NumberIndex
    /// Numbers so large that SQL would not compare them exactly.
    private(set) var hasExtremes = false

    init(_ trace: TraceReader) throws {
        var ids: [Int64] = []
        var lives: [Life] = []
        var hasExtremes = false
        try trace.run(ReportLibrary.sql("screening/tasks")) { row in
            let (created, ended) = (row.integer(at: 1), row.integer(at: 2))
            let life = Life(
                created: created ?? .min, ended: ended ?? .max, isPreexisting: row.number(at: 3) != 0,
                run: row.number(at: 4), ready: row.number(at: 5), wait: row.number(at: 6),
                steps: row.number(at: 7))
            hasExtremes =
                hasExtremes || created == .min || ended == .max
                || max(life.run, life.ready, life.wait, life.steps) >= 1 << 53
                || min(life.run, life.ready, life.wait, life.steps) < 0
            ids.append(row.number(at: 0))
            lives.append(life)
        }
        index = NumberIndex(ids)
        (self.lives, self.hasExtremes) = (lives, hasExtremes)
    }

    func number(of task: Int64) -> Int? { index[task] }

    subscript(number: Int) -> Life {
        get { lives[number] }
        set { lives[number] = newValue }
    }
}
