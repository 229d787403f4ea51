internal import ReportLibrary
internal import TraceStore

/// Every task of a trace, in as few bytes as an export needs of each while it goes through the steps.
struct ExportTasks {
    /// A task as its table has it.
    struct Row {
        let id: Int64
        let parent: Int64?
        let kind: Int64?
        let label: ExportTexts.Label
        let created, ended, outcome, priority: Int64?
        let run, ready, wait, steps: Int64
        let entry: Int64?

        /// The process's number in the trace.
        var process: Int64 { (id >> 32).clampedAdding(1) }
    }

    private let index: NumberIndex
    private(set) var labels: [ExportTexts.Label]
    private(set) var ids: [Int64]
    /// When it ended, the greatest number while it lives.
    private(set) var ends: [Int64]
    /// When the last thing that was written of it was over.
    var written: [Int64]
    /// The first of those from which a task comes: who made it, who made that one, as far as the trace has them.
    private(set) var roots: [Int64]
    /// When the last of them was made or ended.
    let last: Int64

    init(_ trace: TraceReader, _ range: ExportRange) throws {
        var ids: [Int64] = []
        var labels: [ExportTexts.Label] = []
        var ends: [Int64] = []
        var parents: [Int64?] = []
        var last: Int64 = 0
        try Self.forEach(in: trace, range) { task in
            ids.append(task.id)
            labels.append(task.label)
            ends.append(task.ended ?? .max)
            parents.append(task.parent)
            last = max(last, task.created ?? 0, task.ended ?? 0)
        }
        let index = NumberIndex(ids)
        // Whoever made a task has a lower number; where that is not so there is no way up, and no circle.
        var roots = ids
        for (place, parent) in parents.enumerated() {
            if let parent = parent.flatMap({ index[$0] }), parent < place { roots[place] = roots[parent] }
        }
        self.index = index
        self.roots = roots
        written = Array(repeating: 0, count: ids.count)
        (self.ids, self.labels, self.ends, self.last) = (ids, labels, ends, last)
    }

    var count: Int { ids.count }

    /// Its place in the order of the numbers.
    func place(of task: Int64?) -> Int? { task.flatMap { index[$0] } }

    /// Goes through the table, in the order of the numbers.
    static func forEach(
        in trace: TraceReader, _ range: ExportRange, _ body: (Row) throws -> Void
    ) throws {
        try trace.run(ReportLibrary.sql("export/tasks"), range.parameters) { row in
            let name = row.integer(at: 3)
            try body(
                Row(
                    id: row.number(at: 0), parent: row.integer(at: 1), kind: row.integer(at: 2),
                    label: name.map { .init(string: $0, isFunction: false) }
                        ?? row.integer(at: 4).map { .init(string: $0, isFunction: true) } ?? .unknown,
                    created: row.integer(at: 5), ended: row.integer(at: 6), outcome: row.integer(at: 7),
                    priority: row.integer(at: 8), run: row.number(at: 9), ready: row.number(at: 10),
                    wait: row.number(at: 11), steps: row.number(at: 12), entry: row.integer(at: 13)))
        }
    }
}
