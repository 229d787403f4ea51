/// The runs of one thread in the order of their ends, each made to lie within another or beside it.
///
/// Ends that were equal are kept apart by 1 ns in a trace: by so much a run can reach into the next, and a tool that
/// nests by time would take the one for the other.
struct RunNesting {
    private struct Run {
        let began, ended: Int64
    }

    private static let most = 4096
    private var runs: [Run] = []

    /// - Returns: when it began, at the earliest when the run before it was over.
    mutating func place(began: Int64, ended: Int64) -> Int64 {
        while let last = runs.last, last.began >= began { runs.removeLast() }
        var began = began
        if let last = runs.last, last.ended > began { began = min(last.ended, max(ended, began)) }
        if runs.count >= Self.most { runs.removeFirst(Self.most / 2) }
        runs.append(Run(began: began, ended: max(ended, began)))
        return began
    }
}
